import type { WhatsappKind, WhatsappNumberSettings } from '#libs/contracts';
import type { MasterKey } from '#libs/evidence';
import type { Viewer } from '../access/viewer.js';
import type { WhatsappPolicy } from '../whatsapp/whatsapp-policy.js';
import { unsealed, type ReadAttachment } from './interaction-content.js';
import type { ParticipantView } from './interaction.view.js';
import type { MessageFactsView } from './message-facts.js';
import type { MessageFacts } from './messages/message-header.js';
import { mayDo } from './messages/message-rules.js';

/** What of a message changes. Out of JSON: its times are text, its sealed bytes base64. */
export interface MessageRow {
  kind: WhatsappKind;
  providerId: string | null;
  sentBy: MessageFactsView['sentBy'];
  first: string | null;
  editedAt: string | null;
  revokedAt: string | null;
  revokedBy: 'client' | 'us' | null;
  decrypted:
    (Pick<MessageFacts, 'location' | 'contacts' | 'poll' | 'providerType'> & { media?: ToldMedia | null }) | null;
  number: { driver: WhatsappNumberSettings['driver']; policy: WhatsappPolicy };
  media: MessageMediaRow | null;
  /** Edits and reactions, the oldest first. */
  changes:
    | {
        is: 'edited' | 'reaction';
        by: 'client' | 'us';
        author: string | null;
        employee: { id: string; name: string } | null;
        state: 'waiting' | 'done';
        text: string | null;
      }[]
    | null;
  quoted: { id: string; kind: WhatsappKind; direction: 'inbound' | 'outbound'; snippet: string | null } | null;
}

interface ToldMedia {
  type: string;
  name: string | null;
  size: number | null;
  durationMs: number | null;
}

export interface MessageMediaRow {
  state: 'waiting' | 'kept' | 'failed';
  code: string | null;
  type: string;
  name: string | null;
  size: number | null;
  durationMs: number | null;
  waveform: number[] | null;
  width: number | null;
  height: number | null;
}

/** SQL: the bytes of a message as JSON, or null. */
export const mediaOf = (
  interaction: string,
) => `(select json_build_object('state', d.state, 'code', d.code, 'type', d.type, 'name', d.name,
     'size', d.evidence_size, 'durationMs', d.duration_ms, 'waveform', d.waveform, 'width', d.width, 'height', d.height)
   from message_media d where d.interaction_id = ${interaction})`;

/** SQL: what of a chat message changes as JSON, or null. What it answers is told only from the same card. Looked up only where there can be one: say so in front of it. */
export const messageRowOf = (
  i: string,
): string => `(select json_build_object('kind', m.kind, 'providerId', m.provider_id,
    'sentBy', m.sent_by, 'first', encode(m.sealed_first, 'base64'), 'editedAt', m.edited_at, 'revokedAt', m.revoked_at,
    'revokedBy', m.revoked_by, 'decrypted', m.decrypted,
    'number', (select json_build_object('driver', h.settings #>> '{number,driver}', 'policy', h.settings -> 'policy')
      from channel h where h.id = m.channel_id),
    'media', ${mediaOf('m.interaction_id')},
    'changes', (select json_agg(json_build_object('is', c."is", 'by', c.by, 'author', c.author, 'state', c.state,
        'text', encode(c.sealed_text, 'base64'),
        'employee', (select json_build_object('id', w.id, 'name', w.name) from employee w where w.id = c.employee_id)) order by c.at, c.id)
      from message_change c where c.interaction_id = m.interaction_id and c."is" in ('edited', 'reaction') and c.state <> 'failed'),
    'quoted', case when m.quotes_provider_id is not null then (
      select json_build_object('id', q.interaction_id, 'kind', q.kind, 'direction', qi.direction, 'snippet', encode(qt.snippet, 'base64'))
      from message q join interaction qi on qi.id = q.interaction_id and qi.client_id is not distinct from ${i}.client_id
        left join interaction_content qt on qt.interaction_id = q.interaction_id
      where q.channel_id = m.channel_id and q.provider_id = m.quotes_provider_id) end)
  from message m where m.interaction_id = ${i}.id)`;

/** What a message is shown by: everything that somebody wrote goes through `words`. */
export interface MessageSight {
  readonly masterKey: MasterKey;
  readonly viewer: Viewer;
  words(text: string): string;
  participant(person: { name: string; address: string }): ParticipantView;
}

/** Of a line of the timeline, what its message needs. */
interface MessageLine {
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly occurredAt: Date;
  readonly employee: { id: string } | null;
  readonly header: { readonly from?: readonly { name: string; address: string }[]; readonly message?: MessageFacts };
  readonly message: MessageRow | null;
}

/** Characters of an earlier wording. */
const shownWords = 20_000;
const noFacts = { location: null, contacts: [], poll: null, providerType: null } as const;

/** @returns null where it is no chat message */
export function messageView(line: MessageLine, sight: MessageSight, now = new Date()): MessageFactsView | null {
  const { message: row, header } = line;
  const facts = header.message;
  if (row === null || facts === undefined) return null;
  const words = (text: string) => sight.words(text);
  const said = row.decrypted ?? facts;
  const { location, contacts, poll, providerType } = { ...noFacts, ...said };
  const [author] = header.from ?? [];
  const { name, address, masked } = facts.group && author ? sight.participant(author) : noAuthor;
  return {
    kind: row.kind,
    author: facts.group !== null && facts.author !== null ? { name, address, masked } : null,
    group: facts.group && { name: words(facts.group.name) },
    quotes: quotesOf(row, facts, sight),
    forwarded: facts.forwarded,
    location: location && {
      latitude: location.latitude,
      longitude: location.longitude,
      name: location.name === null ? null : words(location.name),
      address: location.address === null ? null : words(location.address),
    },
    contacts: contacts.map((one) => ({ name: words(one.name) })),
    poll: poll && { options: poll.options.map((option) => words(option)), multiple: poll.multiple },
    providerType,
    ...{ sentBy: row.sentBy, origin: facts.origin, template: facts.template },
    edited: editedOf(row, sight),
    revoked:
      row.revokedAt === null ? null : { at: new Date(row.revokedAt).toISOString(), by: row.revokedBy ?? 'client' },
    reactions: reactionsOf(row, sight),
    media: mediaView(row, words),
    may: mayDo(sight.viewer, standingOf(line, row, facts), now),
  };
}

const noAuthor = { name: '', address: '', masked: false };

function standingOf({ direction, employee, occurredAt }: MessageLine, row: MessageRow, { template }: MessageFacts) {
  const { kind, sentBy, providerId } = row;
  const revokedAt = row.revokedAt === null ? null : new Date(row.revokedAt);
  const message = { direction, kind, sentBy, providerId, revokedAt, template, occurredAt, ...row.number };
  return { ...message, employeeId: employee?.id ?? null };
}

function quotesOf({ quoted }: MessageRow, { quotes }: MessageFacts, sight: MessageSight): MessageFactsView['quotes'] {
  if (quoted === null) return quotes === null ? null : { interactionId: null, text: '', kind: null, direction: null };
  const text = sight.words(opened(sight, quoted.snippet, 'snippet') ?? '');
  return { interactionId: quoted.id, text: text.slice(0, 200), kind: quoted.kind, direction: quoted.direction };
}

function editedOf(row: MessageRow, sight: MessageSight): MessageFactsView['edited'] {
  if (row.editedAt === null) return null;
  const edits = (row.changes ?? []).filter(({ is, state }) => is === 'edited' && state === 'done');
  // The newest is the text itself. An echo of our own rewording says the same twice.
  const wordings = [row.first, ...edits.map(({ text }) => text)].map((sealed) => opened(sight, sealed, 'text') ?? '');
  const different = wordings.filter((text, n) => n === 0 || text !== wordings[n - 1]);
  const before = different.slice(0, -1).map((text) => sight.words(text).slice(0, shownWords).toWellFormed());
  return { at: new Date(row.editedAt).toISOString(), before };
}

/** Everybody has one at most, the newest; an empty one took it back. Ours are the number's, whoever of us gave them. */
function reactionsOf({ changes }: MessageRow, sight: MessageSight): MessageFactsView['reactions'] {
  const newest = new Map<string, MessageFactsView['reactions'][number]>();
  for (const { is, by, author, employee, state, text } of changes ?? []) {
    if (is !== 'reaction') continue;
    newest.set(`${by} ${author ?? ''}`, { emoji: opened(sight, text, 'text') ?? '', by, employee, state });
  }
  return [...newest.values()].filter(({ emoji }) => emoji !== '');
}

function mediaView({ media, decrypted }: MessageRow, words: (text: string) => string): MessageFactsView['media'] {
  const told = decrypted?.media;
  if (media === null && !told) return null;
  const known = media ?? { ...told!, state: 'waiting' as const, code: null, waveform: null, width: null, height: null };
  return { ...known, n: 0, name: known.name === null ? null : words(known.name) };
}

/** What a line has to be opened: of a chat message first its own bytes, where they are here, then the visiting cards in it. */
export function attachmentsOf(row: {
  readonly attachments: readonly ReadAttachment[] | null;
  readonly message: Pick<MessageRow, 'kind' | 'media'> | null;
}): ReadAttachment[] {
  const media = row.message?.media;
  if (media?.state !== 'kept') return [...(row.attachments ?? [])];
  const name = media.name ?? nameless(row.message!.kind, media.type);
  const own = { n: 0, name, type: media.type, size: media.size ?? 0, inline: true, contentId: null };
  return [own, ...(row.attachments ?? []).filter(({ n }) => n !== 0)];
}

/** `voice.ogg`: what was sent without a name. */
const nameless = (kind: string, type: string): string =>
  `${kind}.${/\/(?:x-)?([a-z0-9]{1,10})/i.exec(type)?.[1] ?? 'bin'}`;

function opened(sight: MessageSight, base64: string | null, what: 'text' | 'snippet'): string | null {
  return base64 === null ? null : unsealed(sight.masterKey, Buffer.from(base64, 'base64'), what);
}
