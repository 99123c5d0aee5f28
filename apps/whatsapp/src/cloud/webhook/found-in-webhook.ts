import { createHash } from 'node:crypto';
import { WhatsappId, type WhatsappParty } from '#libs/contracts';
import type { FoundChange, FoundMessage, FoundProgress } from '../../driver/driver.port.js';
import { codeOf } from '../graph-trouble.js';
import { contentOf } from './cloud-content.js';
import { ChangeValue, Contact, Content, Envelope, HistoryPart, Message, Status } from './webhook-shape.js';

/** What one delivery says of one number. */
export interface OfNumber {
  readonly phoneNumberId: string;
  readonly messages: FoundMessage[];
  readonly changes: FoundChange[];
  readonly progress: FoundProgress[];
  /** Learned to be one person's. */
  readonly identities: WhatsappParty[];
}

export interface WebhookContent {
  readonly numbers: readonly OfNumber[];
  /** Accounts that Meta has shut. */
  readonly bannedAccounts: readonly string[];
  /** Things in it that have not even an id, a time and somebody they are from. */
  readonly unreadable: number;
}

/** @throws when it is not what Meta sends at all: not JSON, or another shape */
export function contentOfWebhook(body: Buffer): WebhookContent {
  const { entry } = Envelope.parse(JSON.parse(body.toString('utf8')));
  const numbers = new Map<string, OfNumber>();
  const banned = new Set<string>();
  let unreadable = 0;
  for (const { id, changes } of entry) {
    for (const { field, value: raw } of changes) {
      const parsed = ChangeValue.safeParse(raw);
      if (!parsed.success) {
        unreadable++;
        continue;
      }
      const value = parsed.data;
      if (field === 'account_update' && value.ban_info?.waba_ban_state === 'DISABLE') banned.add(id);
      if (!value.metadata) continue;
      const phoneNumberId = value.metadata.phone_number_id;
      const into = numbers.get(phoneNumberId) ?? {
        phoneNumberId,
        messages: [],
        changes: [],
        progress: [],
        identities: [],
      };
      numbers.set(phoneNumberId, into);
      unreadable += read(value, into);
    }
  }
  const all = [...numbers.values()];
  return { numbers: all.length === 1 ? [aloneIn(body, all[0]!)] : all, bannedAccounts: [...banned], unreadable };
}

/** A delivery of one thing alone is its evidence as Meta signed it; of several, each has its own part of the JSON. */
function aloneIn(body: Buffer, said: OfNumber): OfNumber {
  if (said.messages.length + said.changes.length !== 1 || said.progress.length > 0) return said;
  return {
    ...said,
    messages: said.messages.map((one) => ({ ...one, original: body })),
    changes: said.changes.map((one) => ({ ...one, original: body })),
  };
}

/** @returns how many things in it could not be read */
function read(value: ChangeValue, into: OfNumber): number {
  const contacts = (value.contacts ?? []).flatMap((one): Contact[] => {
    const parsed = Contact.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
  let unreadable = 0;
  const each = (all: readonly unknown[] | undefined, take: (one: unknown) => boolean) => {
    for (const one of all ?? []) if (!take(one)) unreadable++;
  };
  each(value.messages, (one) => takeMessage(one, contacts, { direction: 'inbound', origin: 'live', chat: null }, into));
  each(value.message_echoes, (one) =>
    takeMessage(one, [], { direction: 'outbound', origin: 'live', chat: null }, into),
  );
  each(value.statuses, (one) => takeStatus(one, into));
  each(value.history, (part) => {
    const parsed = HistoryPart.safeParse(part);
    for (const { id, messages } of parsed.data?.threads ?? []) {
      each(messages, (one) => {
        const from = Message.safeParse(one).data?.from;
        const direction = from === id ? 'inbound' : 'outbound';
        return takeMessage(one, [], { direction, origin: 'history', chat: id }, into);
      });
    }
    return parsed.success;
  });
  return unreadable;
}

interface Found {
  readonly direction: 'inbound' | 'outbound';
  readonly origin: FoundMessage['origin'];
  /** Where it is known from around it. */
  readonly chat: string | null;
}

function takeMessage(raw: unknown, contacts: readonly Contact[], found: Found, into: OfNumber): boolean {
  const parsed = Message.safeParse(raw);
  if (!parsed.success) return false;
  const message = parsed.data;
  const { direction } = found;
  const other =
    direction === 'inbound'
      ? partyOf(message.from, message.from_user_id, contacts)
      : partyOf(found.chat ?? message.to, message.to_user_id, contacts);
  if (!other) return false;
  const group = message.group_id === undefined ? null : groupOf(message.group_id);
  const original = Buffer.from(JSON.stringify({ contacts, message: raw }), 'utf8');
  const sentAt = new Date(message.timestamp * 1_000);
  const by = direction === 'inbound' ? 'client' : 'us';
  const author = group && by === 'client' ? other.id : null;
  const change = changeOf(message);
  if (change) {
    into.changes.push({ ...change, chatId: group?.id ?? other.id, by, author, at: sentAt, original });
    return true;
  }
  noteNewNumber(message, other, into);
  const { content, mediaRef } = contentOf(message);
  into.messages.push({
    messageId: message.id,
    direction,
    origin: found.origin,
    chat: group ? { ...group, is: 'group' } : { ...other, is: 'person' },
    author: group && by === 'client' ? other : null,
    sentAt,
    content,
    quotes: message.context?.id?.slice(0, 300) ?? null,
    forwarded: message.context?.forwarded === true || message.context?.frequently_forwarded === true,
    mediaRef,
    original,
  });
  return true;
}

/** What happens to a message comes as a message too. */
function changeOf({ type, reaction, revoke, edit }: Message): Pick<FoundChange, 'messageId' | 'change'> | null {
  if (type === 'reaction' && reaction) {
    const emoji = reaction.emoji?.slice(0, 40) ?? '';
    return { messageId: reaction.message_id, change: { is: 'reaction', emoji } };
  }
  if (type === 'revoke' && revoke) return { messageId: revoke.original_message_id, change: { is: 'revoked' } };
  const said = type === 'edit' && edit ? Content.safeParse(edit.message).data : undefined;
  if (!said || !edit) return null;
  return { messageId: edit.original_message_id, change: { is: 'edited', text: captionOf(said) } };
}

/** The words of an edited message: its text or its caption. */
const captionOf = (said: Content): string => contentOf(said).content.text;

/** "Your contact's number changed": the two are one person. */
function noteNewNumber({ type, system }: Message, other: WhatsappParty, into: OfNumber): void {
  const newId = system?.new_wa_id ?? system?.wa_id;
  if (type !== 'system' || newId === undefined || newId === other.id) return;
  const party = partyOf(newId, undefined, []);
  if (party) into.identities.push({ ...party, aliases: [other.id] });
}

const states = { sent: 'sent', delivered: 'delivered', read: 'read', played: 'played', failed: 'failed' } as const;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function takeStatus(raw: unknown, into: OfNumber): boolean {
  const parsed = Status.safeParse(raw);
  if (!parsed.success) return false;
  const { id, status, timestamp, errors, biz_opaque_callback_data: ours } = parsed.data;
  const state = (states as Partial<Record<string, FoundProgress['state']>>)[status];
  // `deleted`, `warning`, and what is added later: nothing about how far it came.
  if (!state) return true;
  const error = state === 'failed' ? errors?.[0] : undefined;
  into.progress.push({
    messageId: id,
    state,
    at: new Date(timestamp * 1_000),
    code: state === 'failed' ? codeOf(error?.code ?? -1).code : null,
    reply: error
      ? `${error.code}: ${error.error_data?.details ?? error.message ?? error.title ?? ''}`.slice(0, 300)
      : null,
    deliveryId: ours !== undefined && uuid.test(ours) ? ours : null,
  });
  return true;
}

/** By number where there is one; the business-scoped id is the same person's, or the only one there is. */
function partyOf(
  number: string | undefined,
  userId: string | undefined,
  contacts: readonly Contact[],
): WhatsappParty | null {
  const digits = (number ?? '').replace(/\D/g, '');
  const contact =
    contacts.find((one) => one.wa_id !== undefined && one.wa_id === digits) ??
    contacts.find((one) => userId !== undefined && one.user_id === userId) ??
    (contacts.length === 1 ? contacts[0] : undefined);
  const scoped = userId ?? contact?.user_id;
  const byScope = scoped === undefined ? null : (WhatsappId.safeParse(`${scoped}@bsuid`).data ?? null);
  const byNumber = WhatsappId.safeParse(digits === '' ? (contact?.wa_id ?? '') : digits).data ?? null;
  const id = byNumber ?? byScope;
  if (id === null) return null;
  return {
    id,
    phone: byNumber === null ? null : `+${byNumber}`,
    aliases: byNumber !== null && byScope !== null ? [byScope] : [],
    name: contact?.profile?.name?.slice(0, 200) ?? null,
  };
}

/** Ids of groups are not always digits; what is not becomes them, always the same way. */
function groupOf(groupId: string): WhatsappParty {
  const bare = groupId.replace(/@g\.us$/, '');
  const digits = /^[\d-]{5,40}$/.test(bare)
    ? bare
    : BigInt(`0x${createHash('sha256').update(groupId).digest('hex').slice(0, 24)}`)
        .toString()
        .padStart(20, '0');
  return { id: `${digits}@g.us`, phone: null, aliases: [], name: null };
}
