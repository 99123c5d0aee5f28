import { z } from 'zod';

/** A word, or what the recogniser gave instead of words: a sentence. */
export const SpokenWord = z.object({
  /** 0: the client, 1: the company; null: the two could not be told apart. */
  lane: z.int().min(0).max(1).nullable(),
  fromMs: z.int(),
  toMs: z.int(),
  text: z.string(),
});
export type SpokenWord = z.infer<typeof SpokenWord>;

export const TranscriptView = z
  .object({
    state: z.enum(['none', 'waiting', 'done', 'failed']),
    /** Why it failed, or why the last attempt did (`recogniser.away`); it is tried again while the state is `waiting`. */
    code: z.string().nullable(),
    /** As the recogniser names it; null where it does not. */
    language: z.string().nullable(),
    /** In the order of the sound. */
    words: z.array(SpokenWord),
    /** A recogniser is set up: what has no transcript can get one. */
    available: z.boolean(),
  })
  .meta({ id: 'Transcript' });
export type TranscriptView = z.infer<typeof TranscriptView>;
