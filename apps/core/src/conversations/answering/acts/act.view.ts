import { z } from 'zod';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** One sign and a picture: a row of digits would be a way to say a number. */
const isOneEmoji = (text: string): boolean =>
  [...graphemes.segment(text)].length === 1 && /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u.test(text);

export const NewReaction = z.object({
  /** Empty: taken back. */
  emoji: z
    .string()
    .max(40)
    .refine((text) => text === '' || isOneEmoji(text), 'one emoji'),
});
export type NewReaction = z.infer<typeof NewReaction>;

export const NewWording = z.object({
  text: z.string().trim().min(1).max(65_536),
  /** What `protection.warned` said was read, and it is meant. */
  confirmed: z.boolean().optional(),
});
export type NewWording = z.infer<typeof NewWording>;
