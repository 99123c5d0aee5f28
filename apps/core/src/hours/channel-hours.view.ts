import { z } from 'zod';
import { ChannelId } from '#libs/contracts';
import { PersonRef } from '../access/person-ref.js';
import { Opening } from './opening.js';

/** What whoever writes when nobody is there is told at once. */
export const AfterHours = z
  .object({
    enabled: z.boolean(),
    /** Of the channel: in which `{opens}` is written. */
    language: z.enum(['ru', 'uk', 'en']),
    /** `{opens}`: when somebody is there again. */
    text: z.string().trim().max(2_000),
  })
  .refine(({ enabled, text }) => !enabled || text !== '', { path: ['text'], message: 'an answer has words' });
export type AfterHours = z.infer<typeof AfterHours>;

export const ChannelHours = z.object({ opening: Opening, afterHours: AfterHours }).meta({ id: 'NewChannelHours' });
export type ChannelHours = z.infer<typeof ChannelHours>;

/** @see ChannelHours; of which channel, for the days on which it is closed with others. */
export const HoursToPreview = z.object({
  opening: Opening,
  afterHours: AfterHours,
  channelId: ChannelId.nullable().default(null),
});
export type HoursToPreview = z.infer<typeof HoursToPreview>;

export const ChannelHoursView = z
  .object({
    channel: PersonRef,
    medium: z.enum(['email', 'whatsapp', 'phone']),
    team: PersonRef.nullable(),
    opening: Opening,
    /** null: a telephone number, which says it in its own way. */
    afterHours: AfterHours.nullable(),
    /** false: nobody has decided; it is always open. */
    decided: z.boolean(),
    isOpen: z.boolean(),
    /** null: it is open. */
    opensAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ChannelHours' });
export type ChannelHoursView = z.infer<typeof ChannelHoursView>;

export const HoursPreview = z
  .object({
    isOpen: z.boolean(),
    opensAt: z.iso.datetime().nullable(),
    /** What somebody would be told who writes now, or, where it is open now, after it has closed. */
    text: z.string(),
  })
  .meta({ id: 'HoursPreview' });
export type HoursPreview = z.infer<typeof HoursPreview>;
