import { createHash, randomUUID } from 'node:crypto';
import {
  EvidenceRef,
  type ChannelId,
  type WhatsappContent,
  type WhatsappMessageChanged,
  type WhatsappMessageReceived,
  type WhatsappParty,
} from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import type { TestCore } from './a-core.js';

/** Stored as the whatsapp role stores what the provider told. */
export async function keptBytes(core: TestCore, bytes: string | Buffer): Promise<EvidenceRef> {
  const store = core.app.get(EvidenceStore, { strict: false });
  return store.put(Buffer.from(bytes));
}

/** A digest of bytes that nobody has to read. */
export const anEvidence = (): EvidenceRef =>
  EvidenceRef.parse({ sha256: createHash('sha256').update(randomUUID()).digest('hex'), size: 2 });

export const party = (id: string, change: Partial<WhatsappParty> = {}): WhatsappParty => ({
  ...{ id, phone: /^\d+$/.test(id) ? `+${id}` : null, aliases: [], name: null },
  ...change,
});

export const content = (change: Partial<WhatsappContent> = {}): WhatsappContent => ({
  ...{ kind: 'text', text: '', media: null, location: null, contacts: [], poll: null, providerType: null },
  ...change,
});

/** Yesterday: nobody's clock is ahead. */
let moment = Date.now() - 24 * 60 * 60_000;

/** `aMessage(channelId, '380441234567', { text: 'Good day' })`: inbound and live, each a minute after the one before. */
export function aMessage(
  channelId: ChannelId,
  from: string | WhatsappParty,
  said: Partial<WhatsappContent> = {},
  change: Partial<WhatsappMessageReceived> = {},
): WhatsappMessageReceived {
  const sentAt = new Date((moment += 60_000)).toISOString();
  const chat = typeof from === 'string' ? party(from) : from;
  return {
    ...{ channelId, driver: 'web', messageId: `false_${chat.id}@c.us_${randomUUID().slice(0, 8)}` },
    ...{
      direction: 'inbound',
      origin: 'live',
      chat: { ...chat, is: 'person' },
      author: null,
      sentAt,
      receivedAt: sentAt,
    },
    ...{ content: content(said), quotes: null, forwarded: false, evidence: anEvidence() },
    ...change,
  };
}

/** Something happens to a message, a second after it was sent unless it is said otherwise. */
export function aChange(
  message: Pick<WhatsappMessageReceived, 'channelId' | 'messageId' | 'chat' | 'sentAt'>,
  change: WhatsappMessageChanged['change'],
  more: Partial<WhatsappMessageChanged> = {},
): WhatsappMessageChanged {
  const { channelId, messageId, chat } = message;
  const at = new Date(Date.parse(message.sentAt) + 1_000).toISOString();
  return {
    ...{ channelId, messageId, chatId: chat.id, change, by: 'client', author: null, at, evidence: anEvidence() },
    ...more,
  };
}
