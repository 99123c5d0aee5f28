import type { LetterReceived } from '#libs/contracts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Before this there was no internet mail as we know it: a clock that says so was never set. */
const firstMailMs = Date.UTC(1985, 0, 1);

/**
 * When a letter happened. The Date header is the sender's word: it is believed up to an hour ahead of us, and up to thirty days back
 * for a letter that came just now. One out of a mailbox may be as old as it likes: moving a mailbox makes every letter look new.
 */
export function momentOf(letter: LetterReceived, now: Date): { occurredAt: Date; absurd: boolean } {
  const given = Date.parse(letter.receivedAt);
  const receivedMs = given < firstMailMs || given > now.getTime() ? now.getTime() : given;
  if (letter.header.date === null) return { occurredAt: new Date(receivedMs), absurd: false };
  const dateMs = Date.parse(letter.header.date);
  const earliestMs = letter.source === 'imap' ? firstMailMs : receivedMs - 30 * dayMs;
  const believed = dateMs >= earliestMs && dateMs <= receivedMs + hourMs;
  return { occurredAt: new Date(believed ? dateMs : receivedMs), absurd: !believed };
}
