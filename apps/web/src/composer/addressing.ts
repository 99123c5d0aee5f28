import type { Schemas } from '../api/client.js';

type Interaction = Schemas['Interaction'];
type ContactPoint = Schemas['ContactPoint'];

/** What an answer continues. */
export interface Thread {
  conversationId: string;
  subject: string;
  channelId: string | null;
  /** The address that the client last wrote from, as this viewer may see it. */
  lastFrom: string | null;
}

/** What mail servers and programs tell of our own letters: nobody wrote it, and nobody answers it. */
const reports: readonly string[] = ['bounce', 'receipt'];

/** The newest letter conversation among these, which an answer would continue; null: a letter would begin one. */
export function threadOf(newestFirst: readonly Interaction[], conversationId: string | null): Thread | null {
  const letters = newestFirst.filter(
    (each) =>
      each.kind === 'email' &&
      !each.flags.some((flag) => reports.includes(flag)) &&
      each.conversationId !== null &&
      (conversationId === null || each.conversationId === conversationId),
  );
  const newest = letters[0];
  if (newest?.conversationId == null) return null;
  const same = letters.filter((each) => each.conversationId === newest.conversationId);
  const inbound = same.find((each) => each.direction === 'inbound');
  return {
    conversationId: newest.conversationId,
    subject: newest.subject,
    channelId: (inbound ?? newest).channelId,
    lastFrom: inbound?.participants.from.find((person) => person.is === 'client')?.address ?? null,
  };
}

/** "Re: " once, whatever language the earlier ones were marked in. */
export function replySubject(subject: string): string {
  const bare = subject
    .replace(/^(\s*(re|aw|sv|antw|ответ|на|відп|відповідь|fwd?|пересл)(\[\d+\])?\s*:\s*)+/i, '')
    .trim();
  return bare === '' ? '' : `Re: ${bare}`;
}

/** The address that an answer goes to: the one that the client last wrote from, else the first of the card. */
export function likelyRecipient(points: readonly ContactPoint[], thread: Thread | null): ContactPoint | null {
  const addresses = points.filter((point) => point.kind === 'email');
  return (
    addresses.find((point) => point.value.toLowerCase() === thread?.lastFrom?.toLowerCase()) ?? addresses[0] ?? null
  );
}
