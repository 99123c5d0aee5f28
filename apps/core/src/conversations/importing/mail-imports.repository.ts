import { Injectable } from '@nestjs/common';
import type { EmployeeId, OldMailbox } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { viewerFrom, type Viewer } from '../../access/viewer.js';
import type { MailImportPlan, MailTally, MailUndoTally } from './mail-import.js';
import type { FileKind } from './source/file-kind.js';
import type { FilePart } from './source/old-file.js';

export const mailImportStates = [
  ...([
    'uploading',
    'ready',
    'checking',
    'checked',
    'running',
    'paused',
    'done',
    'cancelled',
    'undoing',
    'undone',
  ] as const),
] as const;
export type MailImportState = (typeof mailImportStates)[number];
export type MailWorking = 'checking' | 'running' | 'undoing';

export interface MailImportRow {
  readonly id: string;
  readonly name: string;
  readonly source: 'file' | 'mailbox';
  readonly size: number | null;
  readonly parts: readonly FilePart[];
  readonly kind: FileKind | null;
  readonly server: OldMailbox | null;
  readonly sealedPassword: string | null;
  readonly folders: readonly string[];
  readonly state: MailImportState;
  readonly plan: MailImportPlan | null;
  readonly place: unknown;
  readonly doneLetters: number;
  readonly doneBytes: number;
  readonly totalLetters: number | null;
  readonly found: MailTally | null;
  readonly did: MailTally | null;
  readonly undid: MailUndoTally | null;
  readonly code: string | null;
  readonly details: Record<string, unknown>;
  readonly createdBy: { id: string; name: string };
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly undoneAt: Date | null;
}

const columns = `i.id, i.name, i.source, i.size::float8 as size, i.parts, i.kind, i.server, i.sealed_password as "sealedPassword", i.folders, i.state,
  i.plan, i.place, i.done_letters as "doneLetters", i.done_bytes::float8 as "doneBytes", i.total_letters as "totalLetters", i.found, i.did, i.undid,
  i.code, i.details, json_build_object('id', e.id, 'name', e.name) as "createdBy", i.created_at as "createdAt",
  i.started_at as "startedAt", i.ended_at as "endedAt", i.undone_at as "undoneAt"`;
const leaseSeconds = 30;

/** Old mailboxes: where their letters are, what is to be done with them, and how far that has come. */
@Injectable()
export class MailImportsRepository {
  async insertFile(tx: Tx, one: { id: string; name: string; size: number; by: EmployeeId }): Promise<void> {
    await tx.query(
      `insert into mail_import (id, name, source, size, state, created_by) values ($1, $2, 'file', $3, 'uploading', $4)`,
      [one.id, one.name, one.size, one.by],
    );
  }

  async insertMailbox(
    tx: Tx,
    one: { id: string; server: OldMailbox; sealedPassword: string; folders: readonly string[]; by: EmployeeId },
  ): Promise<void> {
    await tx.query(
      `insert into mail_import (id, name, source, server, sealed_password, folders, state, created_by)
       values ($1, $2, 'mailbox', $3::jsonb, $4, $5, 'ready', $6)`,
      [one.id, one.server.user, JSON.stringify(one.server), one.sealedPassword, one.folders, one.by],
    );
  }

  /** @param kind told with the last piece */
  async addPart(tx: Tx, id: string, part: FilePart, kind: FileKind | null): Promise<void> {
    await tx.query(
      `update mail_import set parts = parts || $2::jsonb, kind = $3, state = case when $3::text is null then state else 'ready' end where id = $1`,
      [id, JSON.stringify([part]), kind],
    );
  }

  /** The newest first. */
  list(tx: Tx, after: readonly string[] | null, limit: number): Promise<(MailImportRow & { key: string })[]> {
    return tx.query(
      `select ${columns}, i.created_at::text as key from mail_import i join employee e on e.id = i.created_by
       ${after ? 'where (i.created_at, i.id) < ($2::timestamptz, $3::uuid)' : ''} order by i.created_at desc, i.id desc limit $1`,
      [limit, ...(after ?? [])],
    );
  }

  async find(tx: Tx, id: string): Promise<MailImportRow | null> {
    const [row] = await tx.query<MailImportRow>(
      `select ${columns} from mail_import i join employee e on e.id = i.created_by where i.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Nobody else moves it until the end of the transaction. */
  async lock(tx: Tx, id: string): Promise<MailImportRow | null> {
    await tx.query(`select from mail_import where id = $1 for no key update`, [id]);
    return this.find(tx, id);
  }

  /** What was found before is forgotten: the look begins anew. */
  async beginCheck(tx: Tx, id: string, plan: MailImportPlan): Promise<void> {
    await tx.query(`delete from mail_import_letter where import_id = $1`, [id]);
    await tx.query(
      `update mail_import set state = 'checking', plan = $2::jsonb, place = null, done_letters = 0, done_bytes = 0, total_letters = null,
         found = null, code = null, details = '{}', claimed_until = null where id = $1`,
      [id, JSON.stringify(plan)],
    );
  }

  async beginRun(tx: Tx, id: string, by: EmployeeId): Promise<void> {
    await tx.query(
      `update mail_import set state = 'running', place = null, done_letters = 0, done_bytes = 0, did = null, code = null, details = '{}',
         claimed_until = null, started_by = $2, started_at = now() where id = $1`,
      [id, by],
    );
  }

  /** It goes on where it stands. */
  async resume(tx: Tx, id: string, by: EmployeeId): Promise<void> {
    await tx.query(
      `update mail_import set state = 'running', code = null, details = '{}', claimed_until = null, started_by = $2 where id = $1`,
      [id, by],
    );
  }

  async replacePassword(tx: Tx, id: string, sealed: string): Promise<void> {
    await tx.query(`update mail_import set sealed_password = $2 where id = $1 and source = 'mailbox'`, [id, sealed]);
  }

  async beginUndo(tx: Tx, id: string, by: EmployeeId): Promise<void> {
    await tx.query(
      `update mail_import set state = 'undoing', done_letters = 0, place = null, undid = null, code = null, details = '{}', claimed_until = null, undone_by = $2,
         total_letters = (select count(*) from mail_import_letter where import_id = $1 and verdict in ('placed', 'unplaced')) where id = $1`,
      [id, by],
    );
  }

  /** The password of a mailbox is forgotten with its end. */
  async end(
    tx: Tx,
    id: string,
    state: Exclude<MailImportState, MailWorking>,
    why: { readonly code: string; readonly details: Readonly<Record<string, unknown>> } | null = null,
  ): Promise<void> {
    await tx.query(
      `update mail_import set state = $2, claimed_until = null, code = $3, details = $4::jsonb,
         sealed_password = case when $2 in ('done', 'cancelled', 'undone') then null else sealed_password end,
         ended_at = case when $2 in ('done', 'cancelled') then now() else ended_at end,
         undone_at = case when $2 = 'undone' then now() else undone_at end where id = $1`,
      [id, state, why?.code ?? null, JSON.stringify(why?.details ?? {})],
    );
  }

  /** One whose work is under way and which nobody has now: the one that waits longest. */
  async claim(tx: Tx): Promise<{ id: string; state: MailWorking } | null> {
    const [row] = await tx.query<{ id: string; state: MailWorking }>(
      `update mail_import set claimed_until = now() + interval '${leaseSeconds} seconds' where id = (
         select id from mail_import where state in ('checking', 'running', 'undoing') and (claimed_until is null or claimed_until < now())
         order by created_at limit 1 for update skip locked) returning id, state`,
    );
    return row ?? null;
  }

  /** Whoever has it has it for longer: a slow server may take its time. */
  async keepClaim(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `update mail_import set claimed_until = now() + interval '${leaseSeconds} seconds' where id = $1 and claimed_until is not null`,
      [id],
    );
  }

  /** Another process, or this one after it was started anew, need not wait until the claim is over. */
  async release(tx: Tx, id: string): Promise<void> {
    await tx.query(`update mail_import set claimed_until = null where id = $1`, [id]);
  }

  /** It stands still because of something that may pass, and says why. */
  async stands(tx: Tx, id: string, code: string): Promise<void> {
    await tx.query(`update mail_import set code = $2 where id = $1 and state in ('checking', 'running')`, [id, code]);
  }

  /** How far the work has come, in the transaction of what it did. */
  async progress(
    tx: Tx,
    id: string,
    past: {
      doneLetters: number;
      doneBytes?: number;
      place?: unknown;
      found?: MailTally;
      did?: MailTally;
      undid?: MailUndoTally;
    },
  ): Promise<void> {
    const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
    await tx.query(
      `update mail_import set done_letters = $2, done_bytes = coalesce($3, done_bytes), place = coalesce($4::jsonb, place),
         found = coalesce($5::jsonb, found), did = coalesce($6::jsonb, did), undid = coalesce($7::jsonb, undid), code = null,
         claimed_until = now() + interval '${leaseSeconds} seconds' where id = $1`,
      [
        id,
        past.doneLetters,
        past.doneBytes ?? null,
        json(past.place),
        json(past.found),
        json(past.did),
        json(past.undid),
      ],
    );
  }

  async checked(tx: Tx, id: string, total: number): Promise<void> {
    await tx.query(`update mail_import set total_letters = $2 where id = $1`, [id, total]);
  }

  /** Who may still do in the background what they asked for. null: they left, or are only the administrator now */
  async actor(tx: Tx, id: string, as: 'created_by' | 'started_by' | 'undone_by'): Promise<Viewer | null> {
    const [row] = await tx.query<Parameters<typeof viewerFrom>[0]>(
      `select e.id, e.name, e.role, teams_of(e.id) as "teamIds", e.sees_contacts as "seesContacts"
       from mail_import i join employee e on e.id = i.${as} where i.id = $1 and e.status = 'active'`,
      [id],
    );
    return row ? viewerFrom(row) : null;
  }

  /** Originals that wait to be read; counted no further than `upTo`. */
  async waitingToBeRead(tx: Tx, upTo: number): Promise<number> {
    const [row] = await tx.query<{ waiting: number }>(
      `select count(*)::int as waiting from (select from reading_queue limit $1) some_of`,
      [upTo],
    );
    return row!.waiting;
  }

  async planFits(
    tx: Tx,
    { channelId, employeeId }: Pick<MailImportPlan, 'channelId' | 'employeeId'>,
  ): Promise<{ channel: boolean; employee: boolean }> {
    const [row] = await tx.query<{ channel: boolean; employee: boolean }>(
      `select exists (select from channel where id = $1 and medium = 'email' and not unsaved) as channel,
         exists (select from employee where id = $2) as employee`,
      [channelId, employeeId],
    );
    return row!;
  }
}
