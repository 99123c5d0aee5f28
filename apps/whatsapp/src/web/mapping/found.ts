import type { WhatsappId, WhatsappParty } from '#libs/contracts';
import type { FoundChange, FoundMessage, FoundProgress } from '../../driver/driver.port.js';
import { contentOf } from './content.js';
import { messageIdOf, whatsappIdOf } from './page-ids.js';
import type { PageMessage, PageReaction } from './page-message.js';

/** What the page's model does not say of itself. */
export interface Surroundings {
  readonly origin: FoundMessage['origin'];
  readonly chat: FoundMessage['chat'];
  readonly author: WhatsappParty | null;
  /** Our own ids in the page's writing: by number and by WhatsApp's own. */
  readonly me: readonly string[];
  readonly now: Date;
}

const ahead = 24 * 60 * 60_000;

/** A message's own moment; a clock that is wrong by more than a day is not believed. */
export function momentOf(seconds: number | null, now: Date): Date {
  const moment = new Date((seconds ?? 0) * 1_000);
  return moment.getTime() <= 0 || Number.isNaN(moment.getTime()) || moment.getTime() > now.getTime() + ahead
    ? now
    : moment;
}

/** @returns null for what is not told at all */
export function foundMessage(message: PageMessage, around: Surroundings, original: Buffer): FoundMessage | null {
  const content = contentOf(message);
  if (content === null) return null;
  return {
    messageId: messageIdOf(message.id),
    direction: message.id.fromMe ? 'outbound' : 'inbound',
    origin: around.origin,
    chat: around.chat,
    author: around.author,
    sentAt: momentOf(message.t, around.now),
    content,
    quotes: quotedBy(message, around.me),
    forwarded: message.isForwarded,
    mediaRef: content.media === null ? null : message.id.serialized,
    original,
  };
}

function quotedBy(message: PageMessage, me: readonly string[]): string | null {
  const { quotedStanzaID: id, quotedParticipant: by } = message;
  if (id === null || id === '' || id.length > 200) return null;
  // Who wrote what is quoted is said in all but the oldest messages; then it is most likely the other side.
  const fromMe = by === null ? !message.id.fromMe : me.some((one) => whatsappIdOf(one) === whatsappIdOf(by));
  return messageIdOf({ id, fromMe });
}

type Change = Pick<FoundChange, 'change' | 'at'>;

function changeOf(
  message: PageMessage,
  chatId: WhatsappId,
  author: WhatsappId | null,
  original: Buffer,
  what: Change,
): FoundChange {
  return {
    messageId: messageIdOf(message.id),
    chatId,
    by: message.id.fromMe ? 'us' : 'client',
    author,
    original,
    ...what,
  };
}

/**
 * An edit, as its event tells it.
 * @returns null where nothing was edited: decrypting also changes the body, and so does a picture's preview
 */
export function editOf(
  message: PageMessage,
  bodies: { readonly after: unknown; readonly before: unknown },
  now: Date,
): Change | null {
  const { after, before } = bodies;
  if (typeof after !== 'string' || message.type === 'ciphertext') return null;
  if (typeof before !== 'string' && message.latestEditSenderTimestampMs === null) return null;
  if (message.directPath !== null && after !== message.caption) return null;
  return { change: { is: 'edited', text: after.replaceAll('\0', '').slice(0, 70_000) }, at: editedAt(message, now) };
}

function editedAt(message: PageMessage, now: Date): Date {
  const ms = message.latestEditSenderTimestampMs;
  return momentOf(ms === null ? null : ms / 1_000, now);
}

export function revokeOf(message: PageMessage, now: Date): Change {
  return { change: { is: 'revoked' }, at: momentOf(message.revokeTimestamp, now) };
}

/** What has happened to a message before we saw it (again): after an outage its state tells what its events did not. */
export function changesSeenIn(message: PageMessage, now: Date): Change[] {
  if (message.type === 'revoked') return [revokeOf(message, now)];
  if (message.latestEditSenderTimestampMs === null) return [];
  const text = (message.directPath === null ? message.body : message.caption) ?? '';
  return [{ change: { is: 'edited', text: text.slice(0, 70_000) }, at: editedAt(message, now) }];
}

export { changeOf };

/** @returns null where the chat is nobody's */
export function reactionOf(reaction: PageReaction, original: Buffer, now: Date): FoundChange | null {
  const chatId = whatsappIdOf(reaction.parentMsgKey.remote);
  if (chatId === null) return null;
  const ours = reaction.msgKey.fromMe;
  const sender = reaction.senderUserJid === null ? null : whatsappIdOf(reaction.senderUserJid);
  return {
    messageId: messageIdOf(reaction.parentMsgKey),
    chatId,
    change: { is: 'reaction', emoji: (reaction.reactionText ?? '').slice(0, 40) },
    by: ours ? 'us' : 'client',
    author: chatId.endsWith('@g.us') && !ours ? sender : null,
    at: momentOf(reaction.timestamp, now),
    original,
  };
}

const states: Readonly<Record<number, FoundProgress['state']>> = {
  [-1]: 'failed',
  1: 'sent',
  2: 'delivered',
  3: 'read',
  4: 'played',
};

/** @returns null for another's message, and for one that still waits in the page */
export function progressOf(message: PageMessage, ack: number | null, now: Date): FoundProgress | null {
  const state = ack === null ? undefined : states[ack];
  if (state === undefined || !message.id.fromMe) return null;
  return {
    messageId: messageIdOf(message.id),
    state,
    at: now,
    code: state === 'failed' ? 'whatsapp.refused' : null,
    reply: null,
    deliveryId: null,
  };
}
