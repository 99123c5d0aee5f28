import { z } from 'zod';
import { GraphAway } from './graph-trouble.js';

const sent = z.looseObject({ messages: z.array(z.looseObject({ id: z.string().min(1).max(300) })).min(1) });
const uploaded = z.looseObject({ id: z.string().min(1) });

/** @throws GraphAway: it was taken, and its id was not told */
export function messageIdOf(answer: unknown): string {
  const parsed = sent.safeParse(answer);
  if (!parsed.success) throw new GraphAway(true, parsed.error);
  return parsed.data.messages[0]!.id;
}

/** @throws GraphAway */
export function uploadIdOf(answer: unknown): string {
  const parsed = uploaded.safeParse(answer);
  if (!parsed.success) throw new GraphAway(false, parsed.error);
  return parsed.data.id;
}
