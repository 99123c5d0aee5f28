import {
  whatsappMessageReceived,
  whatsappMessageChanged,
  type ChannelId,
  type BodyOf,
  type EvidenceRef,
  type WhatsappContent,
  type WhatsappMessageReceived,
  type WhatsappParty,
} from '#libs/contracts';
import type { FoundChange, FoundMessage } from '../driver/driver.port.js';

// NUL cannot be stored in PostgreSQL's text at all, and a lone surrogate in no UTF-8.
const unstorable = /\u0000|\p{Surrogate}/gu;
const clean = (text: string, limit: number): string => text.slice(0, limit).replace(unstorable, '\ufffd');
const cleanOr = (text: string | null, limit: number): string | null => (text === null ? null : clean(text, limit));

/** What the outside gave, within what the contract can carry: the whole of it is in the evidence. */
export function fitting(content: WhatsappContent): WhatsappContent {
  const { media, location, poll } = content;
  return {
    ...content,
    text: clean(content.text, 70_000),
    media: media && { ...media, type: clean(media.type, 200), name: cleanOr(media.name, 255) },
    location: location && { ...location, name: cleanOr(location.name, 500), address: cleanOr(location.address, 500) },
    contacts: content.contacts
      .slice(0, 260)
      .map(({ name, vcard }) => ({ name: clean(name, 200), vcard: clean(vcard, 20_000) })),
    poll: poll && { ...poll, options: poll.options.slice(0, 20).map((option) => clean(option, 200)) },
    providerType: cleanOr(content.providerType, 100),
  };
}

const party = <P extends WhatsappParty>(one: P): P => ({
  ...one,
  aliases: one.aliases.slice(0, 10),
  name: cleanOr(one.name, 200),
});

const nothingSaid: WhatsappContent = {
  kind: 'unsupported',
  text: '',
  media: null,
  location: null,
  contacts: [],
  poll: null,
  providerType: null,
};

/** The body of the event; what does not fit the contract even so is told as `unsupported`. null: not even whose it is. */
export function messageBody(
  channelId: ChannelId,
  driver: 'web' | 'cloud',
  found: FoundMessage,
  evidence: EvidenceRef,
  receivedAt: Date,
): WhatsappMessageReceived | null {
  const facts = {
    channelId,
    driver,
    messageId: found.messageId,
    direction: found.direction,
    origin: found.origin,
    chat: party(found.chat),
    author: found.author && party(found.author),
    sentAt: found.sentAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
    quotes: found.quotes,
    forwarded: found.forwarded,
    evidence,
  };
  const whole = whatsappMessageReceived.schema.safeParse({ ...facts, content: fitting(found.content) });
  if (whole.success) return whole.data;
  const bare = { ...facts, content: { ...nothingSaid, providerType: found.content.kind }, quotes: null };
  return whatsappMessageReceived.schema.safeParse(bare).data ?? null;
}

export type MessageChanged = BodyOf<typeof whatsappMessageChanged>;

/** null: it cannot be told. */
export function changeBody(channelId: ChannelId, found: FoundChange, evidence: EvidenceRef): MessageChanged | null {
  const { change } = found;
  const said = {
    channelId,
    messageId: found.messageId,
    chatId: found.chatId,
    change:
      change.is === 'decrypted'
        ? { is: change.is, content: fitting(change.content) }
        : change.is === 'edited'
          ? { is: change.is, text: clean(change.text, 70_000) }
          : change,
    by: found.by,
    author: found.author,
    at: found.at.toISOString(),
    evidence,
  };
  return whatsappMessageChanged.schema.safeParse(said).data ?? null;
}
