import type { WhatsappNumberSettings } from '#libs/contracts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const warmUp = { days: 14, first: 5 };

/**
 * When the next message may go; null: now.
 * @param handed when those of the last minute went, oldest first
 */
export function nextInMinute(handed: readonly Date[], perMinute: number, now: Date): Date | null {
  if (handed.length < perMinute) return null;
  const next = new Date(handed[handed.length - perMinute]!.getTime() + minuteMs);
  return next > now ? next : null;
}

/**
 * How many chats we may begin in a day: with a warm-up 5 at first, and evenly more over two weeks.
 * @param readySince when the number was ready for the first time; null: it never was
 */
export function newChatsToday(
  { newChatsPerDay, warmUp: warming }: WhatsappNumberSettings['pace'],
  readySince: Date | null,
  now: Date,
): number {
  if (!warming || newChatsPerDay <= warmUp.first) return newChatsPerDay;
  const days = readySince === null ? 0 : Math.floor((now.getTime() - readySince.getTime()) / dayMs);
  const grown = warmUp.first + ((newChatsPerDay - warmUp.first) * days) / warmUp.days;
  return Math.min(newChatsPerDay, Math.floor(grown));
}

/**
 * When the next chat may be begun; null: now.
 * @param begun when those of the last 24 hours were, oldest first
 */
export function nextNewChat(begun: readonly Date[], perDay: number, now: Date): Date | null {
  if (begun.length < perDay) return null;
  // None at all are allowed: it is looked at again tomorrow, when the settings may be others.
  const first = perDay === 0 ? now : begun[begun.length - perDay]!;
  return new Date(first.getTime() + dayMs);
}
