import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, InteractionId, LetterHeader, Medium, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../access/conditions.js';
import type { KnownContact } from '../access/masking.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { scansOf, type ScanRow } from './attachments/quarantine.js';
import { callFactsOf, type CallFactsRow } from './call-facts.js';
import type { ReadAttachment } from './interaction-content.js';
import type { Direction, InteractionKind } from './interaction-facts.js';
import type { deliveryStates, DeliveryView } from './interaction.view.js';
import { messageRowOf, type MessageRow } from './message-views.js';
import { microsecondsOf, momentOf, type MomentCursor } from './keyset.js';
import type { TimelineFilter, Walk } from './timeline-walks.js';

export interface InteractionRow {
  id: InteractionId;
  clientId: ClientId | null;
  conversationId: ConversationId | null;
  channelId: string | null;
  medium: Medium | null;
  direction: Direction;
  kind: InteractionKind;
  occurredAt: Date;
  /** Microseconds, for the cursor. */
  key: string;
  capturedAt: Date;
  employee: { id: string; name: string } | null;
  subject: string;
  header: LetterHeader | Record<string, never>;
  evidenceSha256: Sha256;
  evidenceSize: string;
  flags: string[];
  /** Only of one that is asked for by itself: a page would look into the largest table for each of its lines. */
  journalSeq?: string | null;
  read: boolean;
  /** The text's beginning, and whether there is more of it; of what is no long letter the whole text. */
  sealedStart: Buffer | null;
  goesOn: boolean;
  hasHtml: boolean;
  attachments: ReadAttachment[] | null;
  scans: ScanRow[] | null;
  problem: string | null;
  call: CallFactsRow | null;
  message: MessageRow | null;
  /** Answers before copies. */
  deliveries: DeliveryRow[] | null;
}

/** Out of JSON: its times are text, to the microsecond. */
export interface DeliveryRow {
  id: string;
  purpose: 'answer' | 'copy' | 'forward';
  /** Whose mailbox a letter was sent on to. */
  employee: { id: string; name: string } | null;
  act: DeliveryView['act'];
  recipient: string;
  state: (typeof deliveryStates)[number];
  code: string | null;
  reply: string | null;
  nextAttemptAt: string | null;
  updatedAt: string;
}

const columns = `i.id, i.client_id as "clientId", i.conversation_id as "conversationId", i.channel_id as "channelId", i.medium, i.direction,
  i.kind, i.occurred_at as "occurredAt", ${microsecondsOf('i.occurred_at')} as key, i.captured_at as "capturedAt",
  case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as employee, i.subject, i.header,
  i.evidence_sha256 as "evidenceSha256", i.evidence_size as "evidenceSize", i.flags,
  t.interaction_id is not null as read, coalesce(t.sealed_start, t.sealed_text) as "sealedStart", t.sealed_start is not null as "goesOn", t.sealed_html is not null as "hasHtml", t.attachments, t.problem,
  case when i.file_kinds <> '{}' or t.attachments <> '[]' then ${scansOf('i.id')} end as scans,
  case when i.kind in ('call', 'voicemail') then ${callFactsOf('i.id')} end as call,
  case when i.kind = 'message' then ${messageRowOf('i')} end as message,
  (select json_agg(json_build_object('id', d.id, 'purpose', d.purpose, 'act', d.act, 'recipient', d.recipient, 'state', d.state, 'code', d.code,
     'reply', d.reply, 'nextAttemptAt', d.next_attempt_at, 'updatedAt', d.updated_at,
     'employee', case when d.employee_id is not null then (select json_build_object('id', w.id, 'name', w.name) from employee w where w.id = d.employee_id) end) order by d.purpose, d.id)
   from delivery d where d.interaction_id = i.id and d.superseded_by is null) as deliveries`;
const joins = `left join employee e on e.id = i.employee_id left join interaction_content t on t.interaction_id = i.id`;

/** As the indexes of the tray say it. */
const unplacedOf = {
  tray: `not flags && '{group-kept,spam,blocked,receipt,withdrawn}' and direction <> 'internal'`,
  groups: `flags @> '{group-kept}'`,
  spam: `flags && '{spam,blocked}' and not flags @> '{withdrawn}'`,
} as const;

/** Interactions as they are read. Every statement stands under the viewer's row-level security, and says so itself. */
@Injectable()
export class TimelineRepository {
  /** The card must be known to be visible. The newest first, whichever way is walked. */
  page(tx: Tx, clientId: ClientId, filter: TimelineFilter, walk: Walk, limit: number): Promise<InteractionRow[]> {
    const where = new Conditions().add((id) => `client_id = ${id}`, clientId);
    if (filter.conversationId) where.add((id) => `conversation_id = ${id}`, filter.conversationId);
    const narrowed = narrow(where, filter);
    const older = walk.way === 'older';
    if (walk.from) {
      const sign = `${older ? '<' : '>'}${walk.from.inclusive ? '=' : ''}`;
      where.add(
        (at, id) => `(occurred_at, id) ${sign} (${momentOf(at)}, ${id}::uuid)`,
        ...[walk.from.microseconds, walk.from.id],
      );
    }
    const order = older ? 'occurred_at desc, id desc' : 'occurred_at, id';
    const walked = `from interaction where ${where.sql} order by ${order} limit ${where.value(limit)}`;
    return tx.query<InteractionRow>(
      `select ${columns} from (
         ${narrowed ? `select w.* from (select id ${walked}) one join interaction w on w.id = one.id` : `select * ${walked}`}
       ) i ${joins} order by i.occurred_at desc, i.id desc`,
      where.parameters,
    );
  }

  /** Where an entry of this card stands; the card must be known to be visible. */
  async placeOf(tx: Tx, clientId: ClientId, id: InteractionId): Promise<MomentCursor | null> {
    const [row] = await tx.query<MomentCursor>(
      `select ${microsecondsOf('occurred_at')} as microseconds, id from interaction where id = $1 and client_id = $2`,
      [id, clientId],
    );
    return row ?? null;
  }

  /** How many entries of a card are newer; 0 where the scope does not show it. */
  async newerThan(tx: Tx, clientId: ClientId, { microseconds, id }: MomentCursor): Promise<number> {
    const [row] = await tx.query<{ newer: number }>(
      `select core.entries_newer($1, ${momentOf('$2')}, $3::uuid) as newer`,
      [clientId, microseconds, id],
    );
    return row!.newer;
  }

  /** Of these the ones that stand on this card, which must be known to be visible. */
  some(tx: Tx, clientId: ClientId, ids: readonly InteractionId[]): Promise<InteractionRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return tx.query<InteractionRow>(
      `select ${columns} from interaction i ${joins} where i.id = any ($1::uuid[]) and i.client_id = $2`,
      [ids, clientId],
    );
  }

  /**
   * The newest unplaced first, by when they were captured: what waits for a card, what groups by policy never get, or what the provider takes
   * for spam and what comes from the black list.
   */
  unplaced(tx: Tx, of: keyof typeof unplacedOf, before: MomentCursor | null, limit: number): Promise<InteractionRow[]> {
    const where = new Conditions().add(() => 'client_id is null').add(() => unplacedOf[of]);
    if (before)
      where.add((at, id) => `(captured_at, id) < (${momentOf(at)}, ${id}::uuid)`, before.microseconds, before.id);
    return tx.query<InteractionRow>(
      `select ${columns.replace(microsecondsOf('i.occurred_at'), microsecondsOf('i.captured_at'))} from (
         select * from interaction where ${where.sql} order by captured_at desc, id desc limit ${where.value(limit)}
       ) i ${joins} order by i.captured_at desc, i.id desc`,
      where.parameters,
    );
  }

  /** @returns null also for one that the viewer may not see; unplaced ones are for owner and managers */
  async find(tx: Tx, viewer: Viewer, id: InteractionId): Promise<InteractionRow | null> {
    const where = new Conditions().add((wanted) => `i.id = ${wanted}`, id);
    const rows = await tx.query<InteractionRow>(
      `select ${columns}, (select seq from journal where kind = 'interaction' and subject_id = i.id) as "journalSeq"
       from interaction i ${joins} left join client c on c.id = i.client_id
       where ${where.sql} and ${visibleInteraction(where, viewer)}`,
      where.parameters,
    );
    return rows[0] ?? null;
  }

  /** The whole of what was said; nothing where nothing could be read, or not yet. */
  async body(tx: Tx, id: InteractionId): Promise<{ text: Buffer | null; html: Buffer | null }> {
    const [row] = await tx.query<{ text: Buffer | null; html: Buffer | null }>(
      `select sealed_text as text, sealed_html as html from interaction_content where interaction_id = $1`,
      [id],
    );
    return row ?? { text: null, html: null };
  }

  /** The message must be known to be visible. */
  async messageParts(
    tx: Tx,
    id: InteractionId,
  ): Promise<{ sealedCards: Buffer | null; sha256: Sha256 | null; size: string | null } | null> {
    const [row] = await tx.query<{ sealedCards: Buffer | null; sha256: Sha256 | null; size: string | null }>(
      `select m.sealed_cards as "sealedCards", d.evidence_sha256 as sha256, d.evidence_size as size
       from message m left join message_media d on d.interaction_id = m.interaction_id where m.interaction_id = $1`,
      [id],
    );
    return row ?? null;
  }

  contacts(tx: Tx, clientId: ClientId): Promise<KnownContact[]> {
    return tx.query<KnownContact>(`select kind, value from contact_point where client_id = $1`, [clientId]);
  }

  /** How employees are called now. */
  async names(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.query<{ id: string; name: string }>(
      `select id, name from employee where id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** The same, and whether the viewer may see the card at all (null), in one statement. */
  async findContacts(tx: Tx, viewer: Viewer, clientId: ClientId): Promise<KnownContact[] | null> {
    const where = new Conditions().add((id) => `c.id = ${id}`, clientId).visibleTo(viewer, 'c');
    const rows = await tx.query<{ contacts: KnownContact[] | null }>(
      `select (select json_agg(json_build_object('kind', kind, 'value', value)) from contact_point p where p.client_id = c.id) as contacts
       from client c where ${where.sql}`,
      where.parameters,
    );
    return rows[0] ? (rows[0].contacts ?? []) : null;
  }
}

/**
 * What is asked for stands in the index of the card's entries: only what is shown is looked up beside it.
 * @returns whether anything narrows the walk
 */
function narrow(where: Conditions, { medium, kind, employeeId, contactPointId }: TimelineFilter): boolean {
  const before = where.parameters.length;
  if (medium) where.add((it) => `medium = ${it}`, medium);
  if (kind === 'people' || kind === 'automatic')
    where.add((it) => `(flags @> '{automatic}') = ${it}`, kind === 'automatic');
  else if (kind) where.add((it) => `kind = ${it}`, kind);
  if (employeeId) where.add((it) => `employee_id = ${it}`, employeeId);
  if (contactPointId)
    where.add(
      (it) => `counterpart = any (array(select ${addressOf('p')} from contact_point p where p.id = ${it}))`,
      contactPointId,
    );
  return where.parameters.length > before;
}

/** SQL: how an entry writes a contact point; a number is the same person's on the telephone and in WhatsApp. */
export const addressOf = (point: string): string =>
  `case when ${point}.kind = 'whatsapp' and ${point}.value ~ '^[0-9]+$' then '+' || ${point}.value else lower(${point}.value) end`;

/** @param where gets the parameters; the statement knows the interaction as `i` and its card, left-joined, as `c` */
export function visibleInteraction(where: Conditions, viewer: Viewer): string {
  const scope = scopeOf(viewer);
  const handlesUnplaced = scope.is === 'viewer' && (scope.sees === 'all' || scope.sees === 'team');
  const card = new Conditions(where.parameters).visibleTo(viewer, 'c');
  return `case when i.client_id is null then ${handlesUnplaced} else c.id is not null and ${card.sql} end`;
}
