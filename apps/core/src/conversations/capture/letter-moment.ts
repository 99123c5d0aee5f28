import type { LetterReceived } from '#libs/contracts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Before this there was no internet mail as we know it: a clock that says so was never set. */
const firstMailMs = Date.UTC(1985, 0, 1);

/**
 * When a letter happened. The Date header is the sender's word: it is believed up to an hour ahead of us, and up to thirty days back
 * for a letter that came just now. One out of a mailbox may be as old as it likes: moving a mailbox makes every letter look new. Of one that is
 * imported nobody knows when it came: a file of letters tells local times without a zone.
 */
export function momentOf(letter: LetterReceived, now: Date): { occurredAt: Date; absurd: boolean } {
  const given = Date.parse(letter.receivedAt);
  const receivedMs = given < firstMailMs || given > now.getTime() ? now.getTime() : given;
  if (letter.header.date === null) return { occurredAt: new Date(receivedMs), absurd: false };
  const dateMs = Date.parse(letter.header.date);
  const earliestMs = ['imap', 'import'].includes(letter.source) ? firstMailMs : receivedMs - 30 * dayMs;
  const latestMs = (letter.source === 'import' ? now.getTime() : receivedMs) + hourMs;
  const believed = dateMs >= earliestMs && dateMs <= latestMs;
  return { occurredAt: new Date(believed ? dateMs : receivedMs), absurd: !believed };
}
