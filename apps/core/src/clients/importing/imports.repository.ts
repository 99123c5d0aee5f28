import { Injectable } from '@nestjs/common';
import type { EmployeeId, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { viewerFrom, type Viewer } from '../../access/viewer.js';
import type { Reading } from './file/records.js';
import type { RowProblemCode } from './file/row-words.js';
import type { ImportPlan, Tally } from './import.js';

export type ImportState = 'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'cancelled' | 'undoing' | 'undone';
export type Working = 'checking' | 'running' | 'undoing';

/** What an undoing came to. */
export interface UndoTally {
  /** Cards that the import had made and that are gone. */
  removed: number;
  /** Cards that it had changed and that are as before. */
  restored: number;
  /** Cards that were left, wholly or in part, by reason. */
  left: Record<string, number>;
}

export interface ImportRow {
  readonly id: string;
  readonly name: string;
  readonly sha256: Sha256;
  readonly size: number;
  readonly state: ImportState;
  readonly reading: Reading;
  readonly plan: ImportPlan | null;
  readonly doneRows: number;
  readonly totalRows: number | null;
  readonly found: Tally | null;
  readonly did: Tally | null;
  readonly undid: UndoTally | null;
  readonly code: string | null;
  readonly details: Record<string, unknown>;
  readonly createdBy: { id: string; name: string };
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly undoneAt: Date | null;
}

export interface ProblemRow {
  readonly n: number;
  readonly line: number;
  readonly code: RowProblemCode;
  readonly details: Record<string, unknown>;
}

export interface ImportedCardRow {
  readonly n: string;
  readonly line: number;
  readonly made: boolean;
  readonly leftCode: string | null;
  readonly client: { id: string; name: string } | null;
}

const columns = `i.id, i.name, i.sha256, i.size::float8 as size, i.state, i.reading, i.plan, i.done_rows as "doneRows", i.total_rows as "totalRows",
  i.found, i.did, i.undid, i.code, i.details, json_build_object('id', e.id, 'name', e.name) as "createdBy", i.created_at as "createdAt",
  i.started_at as "startedAt", i.ended_at as "endedAt", i.undone_at as "undoneAt"`;
const leaseSeconds = 30;

/** Files of clients: how they are read, what is to be done with them, and how far that has come. */
@Injectable()
export class ImportsRepository {
  async insert(
    tx: Tx,
    one: { id: string; name: string; sha256: string; size: number; reading: Reading; by: EmployeeId },
  ): Promise<void> {
    await tx.query(
      `insert into client_import (id, name, sha256, size, reading, created_by) values ($1, $2, $3, $4, $5::jsonb, $6)`,
      [one.id, one.name, one.sha256, one.size, JSON.stringify(one.reading), one.by],
    );
  }

  /** The newest first. */
  list(tx: Tx, after: readonly string[] | null, limit: number): Promise<(ImportRow & { key: string })[]> {
    return tx.query(
      `select ${columns}, i.created_at::text as key from client_import i join employee e on e.id = i.created_by
       ${after ? 'where (i.created_at, i.id) < ($2::timestamptz, $3::uuid)' : ''} order by i.created_at desc, i.id desc limit $1`,
      [limit, ...(after ?? [])],
    );
  }

  async find(tx: Tx, id: string): Promise<ImportRow | null> {
    const [row] = await tx.query<ImportRow>(
      `select ${columns} from client_import i join employee e on e.id = i.created_by where i.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Nobody else moves it until the end of the transaction. */
  async lock(tx: Tx, id: string): Promise<ImportRow | null> {
    await tx.query(`select from client_import where id = $1 for no key update`, [id]);
    return this.find(tx, id);
  }

  /** What was found before is forgotten: the look begins anew. */
  async beginCheck(tx: Tx, id: string, reading: Reading, plan: ImportPlan): Promise<void> {
    await this.forgetRows(tx, id);
    await tx.query(
      `update client_import set state = 'checking', reading = $2::jsonb, plan = $3::jsonb, done_rows = 0, total_rows = null, found = null,
         code = null, details = '{}', claimed_until = null where id = $1`,
      [id, JSON.stringify(reading), JSON.stringify(plan)],
    );
  }

  /** Lines left out are found anew; the first line that has an address keeps it. */
  async beginRun(tx: Tx, id: string, by: EmployeeId): Promise<void> {
    await tx.query(`delete from client_import_problem where import_id = $1`, [id]);
    await tx.query(
      `update client_import set state = 'running', done_rows = 0, did = null, code = null, details = '{}', claimed_until = null,
         started_by = $2, started_at = now() where id = $1`,
      [id, by],
    );
  }

  async beginUndo(tx: Tx, id: string, by: EmployeeId): Promise<void> {
    await tx.query(
      `update client_import set state = 'undoing', done_rows = 0, undid = null, code = null, details = '{}', claimed_until = null,
         total_rows = (select count(*) from client_import_card where import_id = $1), undone_by = $2 where id = $1`,
      [id, by],
    );
  }

  async end(
    tx: Tx,
    id: string,
    state: Exclude<ImportState, Working>,
    why: { readonly code: string; readonly details: Readonly<Record<string, unknown>> } | null = null,
  ): Promise<void> {
    await tx.query(
      `update client_import set state = $2, claimed_until = null, code = $3, details = $4::jsonb,
         ended_at = case when $2 in ('done', 'cancelled') then now() else ended_at end,
         undone_at = case when $2 = 'undone' then now() else undone_at end where id = $1`,
      [id, state, why?.code ?? null, JSON.stringify(why?.details ?? {})],
    );
    if (state === 'done' || state === 'cancelled')
      await tx.query(`delete from client_import_mark where import_id = $1`, [id]);
  }

  /** One whose work is under way and which nobody has now: the one that waits longest. */
  async claim(tx: Tx): Promise<{ id: string; state: Working } | null> {
    const [row] = await tx.query<{ id: string; state: Working }>(
      `update client_import set claimed_until = now() + interval '${leaseSeconds} seconds' where id = (
         select id from client_import where state in ('checking', 'running', 'undoing') and (claimed_until is null or claimed_until < now())
         order by created_at limit 1 for update skip locked) returning id, state`,
    );
    return row ?? null;
  }

  /** Another process, or this one after it was started anew, need not wait until the claim is over. */
  async release(tx: Tx, id: string): Promise<void> {
    await tx.query(`update client_import set claimed_until = null where id = $1`, [id]);
  }

  /** How far the work has come, in the transaction of what it did. @param total known at the end of a check */
  async progress(
    tx: Tx,
    id: string,
    { doneRows, ...rest }: { doneRows: number; total?: number; found?: Tally; did?: Tally; undid?: UndoTally },
  ): Promise<void> {
    const json = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value));
    await tx.query(
      `update client_import set done_rows = $2, total_rows = coalesce($3, total_rows), found = coalesce($4::jsonb, found),
         did = coalesce($5::jsonb, did), undid = coalesce($6::jsonb, undid),
         claimed_until = now() + interval '${leaseSeconds} seconds' where id = $1`,
      [id, doneRows, rest.total ?? null, json(rest.found), json(rest.did), json(rest.undid)],
    );
  }

  async addProblems(tx: Tx, id: string, problems: readonly ProblemRow[]): Promise<void> {
    if (problems.length === 0) return;
    await tx.query(
      `insert into client_import_problem (import_id, n, line, code, details)
       select $1, n, line, code, details from unnest($2::int[], $3::int[], $4::text[], $5::jsonb[]) as p (n, line, code, details)`,
      [
        ...[id, problems.map(({ n }) => n), problems.map(({ line }) => line), problems.map(({ code }) => code)],
        problems.map(({ details }) => JSON.stringify(details)),
      ],
    );
  }

  /** In the order of the file. @param after number of the record after which the page begins */
  problems(tx: Tx, id: string, after: number, limit: number): Promise<ProblemRow[]> {
    return tx.query<ProblemRow>(
      `select n, line, code, details from client_import_problem where import_id = $1 and n > $2 order by n limit $3`,
      [id, after, limit],
    );
  }

  /** Cards that it made or changed, in the order of the file. @param which those that an undoing left, too */
  cards(tx: Tx, id: string, which: 'all' | 'left', after: string, limit: number): Promise<ImportedCardRow[]> {
    return tx.query<ImportedCardRow>(
      `select k.n::text, k.line, k.made, k.left_code as "leftCode",
         case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as client
       from client_import_card k left join client c on c.id = card_goes_on_as(k.card_id)
       where k.import_id = $1 and k.n > $3 and ($2 = 'all' or k.left_code is not null) order by k.n limit $4`,
      [id, which, after, limit],
    );
  }

  /** Who may still do in the background what they asked for. null: they left, or are only the administrator now */
  async actor(tx: Tx, id: string, as: 'created_by' | 'started_by' | 'undone_by'): Promise<Viewer | null> {
    const [row] = await tx.query<Parameters<typeof viewerFrom>[0]>(
      `select e.id, e.name, e.role, teams_of(e.id) as "teamIds", e.sees_contacts as "seesContacts"
       from client_import i join employee e on e.id = i.${as} where i.id = $1 and e.status = 'active'`,
      [id],
    );
    return row ? viewerFrom(row) : null;
  }

  async remember(tx: Tx, columns: readonly { header: string; target: string }[]): Promise<void> {
    await tx.query(
      `insert into client_import_column (header, target) select distinct on (header) header, target
       from unnest($1::text[], $2::text[]) as c (header, target) where header <> ''
       on conflict (header) do update set target = excluded.target`,
      [columns.map(({ header }) => header), columns.map(({ target }) => target)],
    );
  }

  async remembered(tx: Tx, headers: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ header: string; target: string }>(
      `select header, target from client_import_column where header = any ($1::text[])`,
      [headers],
    );
    return new Map(rows.map(({ header, target }) => [header, target]));
  }

  private async forgetRows(tx: Tx, id: string): Promise<void> {
    await tx.query(`delete from client_import_problem where import_id = $1`, [id]);
    await tx.query(`delete from client_import_mark where import_id = $1`, [id]);
  }
}
