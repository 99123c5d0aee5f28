import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { Viewer } from '../../access/viewer.js';
import type { FieldChange } from '../history/card-changes.repository.js';

export interface MergeRow {
  readonly id: string;
  readonly intoId: ClientId;
  readonly fromId: ClientId;
  readonly at: Date;
  readonly by: { id: string; name: string } | null;
  readonly name: string;
  readonly taken: FieldChange[];
  readonly counts: Record<string, number>;
  readonly undoneAt: Date | null;
  readonly undoable: boolean;
}

/** The other card stands behind the wall: what is told of it here is its name, to whoever sees the card that it went on as. */
const merge = `m.id, m.into_id as "intoId", m.from_id as "fromId", m.merged_at as at, m.taken, m.counts, m.undone_at as "undoneAt",
  case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as by, m.other_name as name,
  m.undone_at is null and not exists (
    select from merge later where later.undone_at is null and later.id <> m.id and later.merged_at >= m.merged_at
      and (later.into_id in (m.into_id, m.from_id) or later.from_id in (m.into_id, m.from_id))) as undoable`;

/** Which cards were made one, by whom, and whether they are again two. */
@Injectable()
export class MergesRepository {
  async insert(
    tx: Tx,
    one: {
      id: string;
      intoId: ClientId;
      fromId: ClientId;
      otherName: string;
      by: EmployeeId;
      taken: readonly FieldChange[];
    },
  ): Promise<void> {
    await tx.query(
      `insert into merge (id, into_id, from_id, other_name, merged_by, taken) values ($1, $2, $3, $4, $5, $6::jsonb)`,
      [one.id, one.intoId, one.fromId, one.otherName, one.by, JSON.stringify(one.taken)],
    );
  }

  async finish(tx: Tx, id: string, counts: Readonly<Record<string, number>>): Promise<void> {
    await tx.query(`update merge set counts = $2::jsonb where id = $1`, [id, JSON.stringify(counts)]);
  }

  /** The newest first. The card must be known to be visible. */
  ofCard(tx: Tx, id: ClientId): Promise<MergeRow[]> {
    return tx.query<MergeRow>(
      `select ${merge} from merge m left join employee e on e.id = m.merged_by where m.into_id = $1 order by m.merged_at desc, m.id desc limit 50`,
      [id],
    );
  }

  async find(tx: Tx, id: string): Promise<{ intoId: ClientId; fromId: ClientId } | null> {
    const [row] = await tx.query<{ intoId: ClientId; fromId: ClientId }>(
      `select into_id as "intoId", from_id as "fromId" from merge where id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Held until the end of the transaction. */
  async lock(tx: Tx, id: string): Promise<MergeRow | null> {
    await tx.query(`select from merge where id = $1 for update`, [id]);
    const [row] = await tx.query<MergeRow>(
      `select ${merge} from merge m left join employee e on e.id = m.merged_by where m.id = $1`,
      [id],
    );
    return row ?? null;
  }

  async undone(tx: Tx, id: string, by: EmployeeId): Promise<void> {
    await tx.query(`update merge set undone_at = now(), undone_by = $2 where id = $1`, [id, by]);
  }

  /**
   * Both cards, as far as they are the viewer's own or their team's: being shown a card for a while is not enough. Nobody else changes
   * them until the end of the transaction; onto the one that goes nobody writes either, while the other goes on being written to.
   * Under the scope of the machinery, so who may is asked here.
   * @returns how many of the two it were
   */
  async lockCards(tx: Tx, viewer: Viewer, goes: ClientId, stays: ClientId): Promise<number> {
    const where = new Conditions().visibleTo(viewer, 'c');
    const ids = where.value([goes, stays]);
    const rows = await tx.query(
      `select c.id from client c where c.id = any (${ids}::uuid[]) and ${where.sql} order by c.id for no key update`,
      where.parameters,
    );
    if (rows.length === 2) await tx.query(`select from client where id = $1 for update`, [goes]);
    return rows.length;
  }

  /** One of them went on as another already. */
  async isMerged(tx: Tx, ids: readonly ClientId[]): Promise<boolean> {
    const sql = `select from client where id = any ($1::uuid[]) and merged_into is not null`;
    return (await tx.query(sql, [ids])).length > 0;
  }

  /** The one goes on as the other; its version is past both, so that nobody saves over what came with it. */
  async goOn(tx: Tx, from: ClientId, into: ClientId): Promise<void> {
    await tx.query(
      `update client set merged_into = case when id = $1 then $2::uuid end, updated_at = now(),
         version = (select max(version) from client where id in ($1, $2)) where id in ($1, $2)`,
      [from, into],
    );
  }

  async standAlone(tx: Tx, id: ClientId): Promise<void> {
    await tx.query(`update client set merged_into = null, version = version + 1, updated_at = now() where id = $1`, [
      id,
    ]);
  }

  /** Interactions of the card that were captured since. */
  async cameAfter(tx: Tx, id: ClientId, mergeId: string): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::int as n from interaction i, merge m where m.id = $2 and i.client_id = $1 and i.captured_at > m.merged_at`,
      [id, mergeId],
    );
    return row!.n;
  }

  async moves(
    tx: Tx,
    from: ClientId,
    into: ClientId,
  ): Promise<{ interactions: number; conversations: number; contactPoints: number; tasks: number }> {
    const [row] = await tx.query<{ interactions: number; conversations: number; contactPoints: number; tasks: number }>(
      `select (select count(*)::int from interaction where client_id = $1) as interactions,
         (select count(*)::int from conversation where client_id = $1) as conversations,
         (select count(*)::int from contact_point p where client_id = $1
           and not exists (select from contact_point o where o.client_id = $2 and o.kind = p.kind and o.value = p.value)) as "contactPoints",
         (select count(*)::int from task where client_id = $1) as tasks`,
      [from, into],
    );
    return row!;
  }
}
