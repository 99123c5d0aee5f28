import { z } from 'zod';

export const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** Until midnight is 24:00. */
export const ClockEnd = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
export const TimeZone = z.string().max(60).refine(isTimeZone, 'not a time zone of the IANA database');

/** When a channel is open: a telephone number, a mailbox, a WhatsApp number. */
export const Opening = z.object({
  timeZone: TimeZone,
  /** Days by ISO 8601, 1 is Monday; an empty list is always open. An end before its beginning is after midnight. */
  hours: z.array(z.object({ days: z.array(z.int().min(1).max(7)).min(1).max(7), from: Clock, to: ClockEnd })).max(50),
  /** Closed all day, by the channel's own calendar. */
  holidays: z.array(z.iso.date()).max(400),
});
export type Opening = z.infer<typeof Opening>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
