import { z } from 'zod';
import { ChannelId } from '#libs/contracts';
import { PersonRef } from '../../access/person-ref.js';

const dayMs = 86_400_000;
/** Longer one is not on holiday but gone. */
const mostDays = 62;

const facts = {
  name: z.string().trim().min(1).max(100),
  /** Closed all of this day, by the channel's own calendar. */
  firstDay: z.iso.date(),
  /** And until the end of this one; the same for a single day. */
  lastDay: z.iso.date(),
  /** Again in every year after the first; 29 February is kept on the 28th where there is none. */
  yearly: z.boolean().default(false),
};

const isSpan = ({ firstDay, lastDay }: { firstDay: string; lastDay: string }): boolean =>
  firstDay <= lastDay && (Date.parse(lastDay) - Date.parse(firstDay)) / dayMs < mostDays;
const notASpan = { path: ['lastDay'], message: `not before the first day, and no more than ${mostDays} days` };

/** null: of every channel, also of those that come later. */
const channelIds = z.array(ChannelId).min(1).max(500).nullable().default(null);

const Day = z.object(facts).refine(isSpan, notASpan);
export type HolidayFacts = z.infer<typeof Day>;

export const NewHolidays = z.object({ items: z.array(Day).min(1).max(500), channelIds });
export type NewHolidays = z.infer<typeof NewHolidays>;

export const HolidayChange = z.object({ ...facts, channelIds }).refine(isSpan, notASpan);
export type HolidayChange = z.infer<typeof HolidayChange>;

export const HolidayView = z
  .object({
    id: z.uuid(),
    ...facts,
    yearly: z.boolean(),
    /** null: of every channel. */
    channels: z.array(PersonRef).nullable(),
    /** When it comes next or, while it lasts, when it began; null: it is over. */
    next: z.iso.date().nullable(),
  })
  .meta({ id: 'Holiday' });
export type HolidayView = z.infer<typeof HolidayView>;

export const HolidaysFound = z
  .object({
    items: z.array(z.object({ ...facts, yearly: z.boolean(), known: z.boolean() })),
    /** Of what stands in the file beside them: appointments with a time of day, and what is over. */
    leftOut: z.object({ timed: z.int(), past: z.int() }),
  })
  .meta({ id: 'HolidaysFound' });
export type HolidaysFound = z.infer<typeof HolidaysFound>;
