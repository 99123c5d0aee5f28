import { Injectable } from '@nestjs/common';
import type { InteractionId, RecordingId, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { InteractionFacts } from '../../conversations/interaction-facts.js';
import type { MessageChangeFacts } from '../../conversations/messages/message-change-facts.js';
import type { MessageMediaFacts } from '../../conversations/messages/message-media-facts.js';
import type { ChainedEntry } from '../journal/journal-entry.js';
import {
  factsOfColumns,
  recordingColumns,
  type RecordingColumns,
  type RecordingFacts,
} from '../../recordings/recording-facts.js';

/** Rows of chat messages that have an entry of their own. */
export type RowKind = 'message-change' | 'message-media';

/** An entry and, where it tells of an interaction, a recording, or what belongs to a message, what stands in that row today. */
export interface JournalRow extends ChainedEntry {
  facts: InteractionFacts | null;
  recording: RecordingFacts | null;
  messageChange: MessageChangeFacts | null;
  messageMedia: MessageMediaFacts | null;
}

type Stored<F> = Omit<F, 'evidence'> & { sha256: Sha256; size: string };

const tables: Readonly<Record<RowKind, string>> = {
  'message-change': 'message_change r where true',
  'message-media': `message_media r where r.state = 'kept'`,
};

interface FlatRow extends Omit<ChainedEntry, 'seq' | 'at'>, Omit<InteractionFacts, 'id' | 'kind' | 'evidenceSize'> {
  seq: string;
  at: Date;
  interactionId: InteractionId | null;
  interactionKind: InteractionFacts['kind'];
  evidenceSize: string;
}

@Injectable()
export class VerifyRepository {
  /** All pages of one check see the same moment, however long it takes and whoever writes meanwhile. */
  async freeze(tx: Tx): Promise<void> {
    await tx.query('set transaction isolation level repeatable read, read only');
  }

  async page(tx: Tx, after: number, limit: number): Promise<JournalRow[]> {
    const rows = await tx.query<FlatRow>(
      `select j.seq, j.kind, j.action, j.actor_id as "actorId", j.subject_id as "subjectId", j.client_id as "clientId", j.at, j.body,
         j.prev_hash as "prevHash", j.hash, i.id as "interactionId", i.channel_id as "channelId", i.medium, i.direction,
         i.kind as "interactionKind", i.occurred_at as "occurredAt", i.captured_at as "capturedAt", i.employee_id as "employeeId", i.subject,
         i.header, i.natural_key as "naturalKey", i.message_id as "messageId", i.evidence_sha256 as "evidenceSha256",
         i.evidence_size as "evidenceSize"
       from journal j left join interaction i on j.kind = 'interaction' and i.id = j.subject_id
       where j.seq > $1 order by j.seq limit $2`,
      [after, limit],
    );
    // An audit entry may be about a recording too: only the one that told of its keeping vouches for it.
    const idsOf = (kind: FlatRow['kind']) =>
      rows.flatMap((row) => (row.kind === kind && row.subjectId !== null ? [row.subjectId] : []));
    const told = <F>(row: FlatRow, kind: FlatRow['kind'], facts: ReadonlyMap<string, F>) =>
      row.kind === kind ? (facts.get(row.subjectId ?? '') ?? null) : null;
    const recordings = await this.recordings(tx, idsOf('recording'));
    const changes = await this.messageChanges(tx, idsOf('message-change'));
    const media = await this.messageMedia(tx, idsOf('message-media'));
    return rows.map((row) => ({
      ...unflatten(row),
      recording: told(row, 'recording', recordings),
      messageChange: told(row, 'message-change', changes),
      messageMedia: told(row, 'message-media', media),
    }));
  }

  private async recordings(tx: Tx, ids: readonly string[]): Promise<Map<string, RecordingFacts>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<RecordingColumns>(
      `select ${recordingColumns('r')} from recording r where r.id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, factsOfColumns(row)]));
  }

  private async messageChanges(tx: Tx, ids: readonly string[]): Promise<Map<string, MessageChangeFacts>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<Stored<MessageChangeFacts>>(
      `select id, channel_id as "channelId", provider_id as "providerId", "is", by, author, employee_id as "employeeId", at,
         evidence_sha256 as sha256, evidence_size as size from message_change where id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(
      rows.map(({ sha256, size, ...row }) => [row.id, { ...row, evidence: { sha256, size: Number(size) } }]),
    );
  }

  private async messageMedia(tx: Tx, ids: readonly string[]): Promise<Map<string, MessageMediaFacts>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<Stored<MessageMediaFacts>>(
      `select id, channel_id as "channelId", type, name, evidence_sha256 as sha256, evidence_size as size
       from message_media where id = any ($1::uuid[]) and state = 'kept'`,
      [ids],
    );
    return new Map(
      rows.map(({ sha256, size, ...row }) => [row.id, { ...row, evidence: { sha256, size: Number(size) } }]),
    );
  }

  async countRows(tx: Tx, kind: RowKind): Promise<number> {
    const [row] = await tx.query<{ n: string }>(`select count(*) as n from ${tables[kind]}`);
    return Number(row!.n);
  }

  async unrecordedRows(tx: Tx, kind: RowKind, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select r.id from ${tables[kind]} and not exists (select from journal j where j.kind = $1 and j.subject_id = r.id)
       order by r.id limit $2`,
      [kind, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns hash by number, for those entries that are there */
  async hashes(tx: Tx, seqs: readonly number[]): Promise<Map<number, string>> {
    const rows = await tx.query<{ seq: string; hash: string }>(
      'select seq, hash from journal where seq = any ($1::bigint[])',
      [seqs],
    );
    return new Map(rows.map((row) => [Number(row.seq), row.hash]));
  }

  async countInteractions(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ n: string }>('select count(*) as n from interaction');
    return Number(row!.n);
  }

  async countRecordings(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ n: string }>('select count(*) as n from recording');
    return Number(row!.n);
  }

  async unrecordedRecordings(tx: Tx, limit: number): Promise<RecordingId[]> {
    const rows = await tx.query<{ id: RecordingId }>(
      `select r.id from recording r
       where not exists (select from journal j where j.kind = 'recording' and j.subject_id = r.id)
       order by r.kept_at, r.id limit $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Rows that nobody put on record: somebody wrote them past the application, or cut off the entries. */
  unrecorded(tx: Tx, limit: number): Promise<{ id: InteractionId; evidenceSha256: Sha256 }[]> {
    return tx.query(
      `select i.id, i.evidence_sha256 as "evidenceSha256" from interaction i
       where not exists (select from journal j where j.kind = 'interaction' and j.subject_id = i.id)
       order by i.captured_at, i.id limit $1`,
      [limit],
    );
  }
}

function unflatten(row: FlatRow): Omit<JournalRow, 'recording' | 'messageChange' | 'messageMedia'> {
  const { seq, kind, action, actorId, subjectId, clientId, at, body, prevHash, hash } = row;
  const entry = {
    seq: Number(seq),
    kind,
    action,
    actorId,
    subjectId,
    clientId,
    at: at.toISOString(),
    body,
    prevHash,
    hash,
  };
  if (row.interactionId === null) return { ...entry, facts: null };
  const facts: InteractionFacts = {
    id: row.interactionId,
    channelId: row.channelId,
    medium: row.medium,
    direction: row.direction,
    kind: row.interactionKind,
    occurredAt: row.occurredAt,
    capturedAt: row.capturedAt,
    employeeId: row.employeeId,
    subject: row.subject,
    header: row.header,
    naturalKey: row.naturalKey,
    messageId: row.messageId,
    evidenceSha256: row.evidenceSha256,
    evidenceSize: Number(row.evidenceSize),
  };
  return { ...entry, facts };
}
