import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Kind, Stage } from './file/row-words.js';
import { pointKey, type Point } from './import.js';

/** A card as far as an import may change it. */
export interface KnownCard {
  readonly id: ClientId;
  readonly kind: Kind;
  readonly name: string;
  readonly stage: Stage;
  readonly companyId: ClientId | null;
  readonly responsibleId: EmployeeId | null;
  readonly teamId: TeamId | null;
  readonly fields: Readonly<Record<string, string>>;
  /** Keys of its addresses. */
  readonly points: readonly string[];
  /** Names of its tags, in lower case. */
  readonly tags: readonly string[];
}

export interface KnownEmployee {
  readonly id: EmployeeId;
  readonly name: string;
  readonly email: string;
  readonly teamId: TeamId | null;
}

const card = `c.id, c.kind, c.name, c.stage, c.company_id as "companyId", c.responsible_id as "responsibleId", c.team_id as "teamId", c.fields,
  array(select p.kind || ':' || p.value from contact_point p where p.client_id = c.id) as points,
  array(select lower(g.name) from client_tag t join card_tag g on g.id = t.tag_id where t.client_id = c.id) as tags`;

/** What must be known of the client base to judge a batch of lines: each thing asked once for all of them. */
@Injectable()
export class JudgingRepository {
  /** Two who give one address to two cards wait for each other here, as one who adds it by hand does. In one order, so that no two wait crosswise. */
  async lockAddresses(tx: Tx, points: readonly Point[]): Promise<void> {
    if (points.length === 0) return;
    await tx.query(
      `select pg_advisory_xact_lock(key) from (select distinct hashtextextended(k, 7) as key from unnest($1::text[]) as k order by 1) as keys`,
      [points.map(pointKey)],
    );
  }

  /** @returns cards by key of address, seen or not */
  async holders(tx: Tx, points: readonly Point[]): Promise<Map<string, ClientId[]>> {
    const rows = await tx.query<{ key: string; ids: ClientId[] }>(
      `select given.kind || ':' || given.value as key, array_agg(holder) as ids from unnest($1::text[], $2::text[]) as given (kind, value)
       cross join lateral holders_of(given.kind, given.value) as holder group by 1`,
      [points.map(({ kind }) => kind), points.map(({ value }) => value)],
    );
    return new Map(rows.map(({ key, ids }) => [key, ids]));
  }

  /** Those that the scope shows. @param lock nobody else changes them until the end of the transaction */
  async cards(tx: Tx, ids: readonly ClientId[], lock: boolean): Promise<Map<ClientId, KnownCard>> {
    if (ids.length === 0) return new Map();
    if (lock) await tx.query(`select from client where id = any ($1::uuid[]) order by id for no key update`, [ids]);
    const rows = await tx.query<KnownCard>(`select ${card} from client c where c.id = any ($1::uuid[])`, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** @returns by name in lower case; of several the oldest */
  async companies(tx: Tx, names: readonly string[]): Promise<Map<string, ClientId>> {
    if (names.length === 0) return new Map();
    const rows = await tx.query<{ name: string; id: ClientId }>(
      `select distinct on (n.name) n.name, c.id from clients_named($1) n join client c on c.id = n.client_id
       where c.kind = 'company' order by n.name, c.created_at, c.id`,
      [names],
    );
    return new Map(rows.map(({ name, id }) => [name, id]));
  }

  /** A card for each name that is written like its own, letter for letter in either alphabet. @returns by place in the list */
  async writtenAs(tx: Tx, names: readonly string[]): Promise<Map<number, ClientId>> {
    if (names.length === 0) return new Map();
    const rows = await tx.query<{ n: number; id: ClientId | null }>(
      `select n, client_id as id from clients_written_as($1)`,
      [names],
    );
    return new Map(rows.flatMap(({ n, id }) => (id === null ? [] : [[n, id] as const])));
  }

  /** Who may be responsible; they stay so until the end of the transaction. */
  employees(tx: Tx): Promise<KnownEmployee[]> {
    return tx.query<KnownEmployee>(
      `select id, lower(name) as name, lower(email) as email, team_id as "teamId" from employee
       where status = 'active' and role <> 'administrator' for share`,
    );
  }

  /** Tags in use, by name in lower case. */
  async tags(tx: Tx): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; name: string }>(
      `select id, lower(name) as name from card_tag where archived_at is null`,
    );
    return new Map(rows.map(({ id, name }) => [name, id]));
  }

  /** The first line that has a mark keeps it. @returns by mark the line that has it */
  async claimMarks(
    tx: Tx,
    importId: string,
    wanted: readonly { mark: string; line: number }[],
  ): Promise<Map<string, number>> {
    if (wanted.length === 0) return new Map();
    const [marks, lines] = [wanted.map(({ mark }) => mark), wanted.map(({ line }) => line)];
    await tx.query(
      `insert into client_import_mark (import_id, mark, line)
       select $1, mark, min(line) from unnest($2::bigint[], $3::int[]) as w (mark, line) group by mark on conflict do nothing`,
      [importId, marks, lines],
    );
    const rows = await tx.query<{ mark: string; line: number }>(
      `select mark::text, line from client_import_mark where import_id = $1 and mark = any ($2::bigint[])`,
      [importId, marks],
    );
    return new Map(rows.map(({ mark, line }) => [mark, line]));
  }
}
