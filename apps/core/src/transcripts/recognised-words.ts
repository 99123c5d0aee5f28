import { z } from 'zod';
import { storableText } from '../conversations/reading/letter-content.js';
import { RecogniserTrouble } from './recogniser.errors.js';
import type { SpokenWord } from './transcript.view.js';

const Word = z.object({ word: z.string(), start: z.number(), end: z.number() });
const Segment = z.object({ text: z.string(), start: z.number(), end: z.number(), words: z.array(Word).optional() });

/** `verbose_json` of OpenAI's transcriptions; whisper.cpp hangs the words into the segments. Times are seconds. */
const Answer = z.object({
  text: z.string().optional(),
  language: z.string().nullish(),
  words: z.array(Word).optional(),
  segments: z.array(Segment).optional(),
});

export interface Recognised {
  readonly words: SpokenWord[];
  readonly language: string | null;
}

/** An hour of fast speech has twelve thousand. */
const mostWords = 200_000;
const longestText = 2_000;

/**
 * Words with their times; sentences where the recogniser gives no words, and all of the text at the beginning where it gives no times.
 * @throws RecogniserTrouble `recogniser.answer-invalid`
 */
export function recognisedWords(json: string, lane: SpokenWord['lane'], durationMs: number): Recognised {
  const answer = Answer.safeParse(parsed(json));
  if (!answer.success) throw new RecogniserTrouble('recogniser.answer-invalid');
  const { text = '', language, words = [], segments = [] } = answer.data;
  const ofSegments = segments.flatMap((one) => one.words ?? []);
  const timed =
    [words, ofSegments].find((list) => list.length > 0)?.map((one) => ({ ...one, text: one.word })) ?? segments;
  const place = (seconds: number) => Math.min(Math.max(Math.round(seconds * 1_000), 0), durationMs);
  const spoken = (timed.length > 0 ? timed : [{ text, start: 0, end: durationMs / 1_000 }])
    .slice(0, mostWords)
    .map((one) => ({
      lane,
      fromMs: place(one.start),
      toMs: Math.max(place(one.start), place(one.end)),
      text: storableText(one.text, longestText).trim(),
    }))
    .filter((one) => one.text !== '');
  return { words: spoken, language: language ? language.slice(0, 40) : null };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
