import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { Viewer } from '../../access/viewer.js';
import type { CriterionChange, CriterionView } from './score.view.js';

/** The company's are for everybody who scores, a team's for its head; the owner sees all. */
function readable(where: Conditions, viewer: Viewer): Conditions {
  if (viewer.role === 'owner') return where;
  return where.add((teams) => `(x.team_id is null or x.team_id = any (${teams}::uuid[]))`, viewer.teamIds);
}

const criteria = `select x.id, case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team, x.name, x.hint, x.position,
    x.retired_at is not null as retired
  from criterion x left join team t on t.id = x.team_id`;

@Injectable()
export class CriteriaRepository {
  list(tx: Tx, viewer: Viewer): Promise<CriterionView[]> {
    const where = readable(new Conditions(), viewer);
    return tx.query<CriterionView>(
      `${criteria} where ${where.sql} order by x.team_id nulls first, x.position, x.created_at, x.id`,
      where.parameters,
    );
  }

  /** Of these, those that the viewer may score by. */
  async inForce(tx: Tx, viewer: Viewer, ids: readonly string[]): Promise<Set<string>> {
    const where = new Conditions().add((wanted) => `x.id = any (${wanted}::uuid[])`, ids);
    readable(where, viewer).add(() => 'x.retired_at is null');
    const rows = await tx.query<CriterionView>(`${criteria} where ${where.sql}`, where.parameters);
    return new Set(rows.map(({ id }) => id));
  }

  async find(tx: Tx, viewer: Viewer, id: string): Promise<CriterionView | null> {
    const where = readable(new Conditions(), viewer).add((wanted) => `x.id = ${wanted}`, id);
    const rows = await tx.query<CriterionView>(`${criteria} where ${where.sql}`, where.parameters);
    return rows[0] ?? null;
  }

  async insert(
    tx: Tx,
    criterion: { id: string; teamId: string | null; name: string; hint: string; position: number },
    by: string,
  ): Promise<void> {
    await tx.query(
      `insert into criterion (id, team_id, name, hint, position, created_by) values ($1, $2, $3, $4, $5, $6)`,
      [criterion.id, criterion.teamId, criterion.name, criterion.hint, criterion.position, by],
    );
  }

  async update(tx: Tx, id: string, { name, hint, position, retired }: CriterionChange): Promise<void> {
    await tx.query(
      `update criterion set name = coalesce($2, name), hint = coalesce($3, hint), position = coalesce($4, position),
         retired_at = case when $5::boolean is null then retired_at when $5 then coalesce(retired_at, now()) end
       where id = $1`,
      [id, name ?? null, hint ?? null, position ?? null, retired ?? null],
    );
  }

  async hasTeam(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query('select from team where id = $1', [id])).length > 0;
  }
}
