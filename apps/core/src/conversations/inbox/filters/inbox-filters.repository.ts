import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Viewer } from '../../../access/viewer.js';
import type { InboxFilterChange, InboxFilterView, NewInboxFilter } from './inbox-filter.view.js';

const view = `id, name, criteria, team_id is not null as shared, employee_id = $1 as mine`;

/** Whose filter it is stands in every statement: their own, and (to read) their team's. */
@Injectable()
export class InboxFiltersRepository {
  /** Their own first, each in the order in which they were made. */
  list(tx: Tx, viewer: Viewer): Promise<InboxFilterView[]> {
    return tx.query<InboxFilterView>(
      `select ${view} from inbox_filter where employee_id = $1 or team_id = any ($2::uuid[])
       order by employee_id = $1 desc, created_at, id limit 200`,
      [viewer.employeeId, viewer.teamIds],
    );
  }

  async countOwn(tx: Tx, viewer: Viewer): Promise<number> {
    const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from inbox_filter where employee_id = $1`, [
      viewer.employeeId,
    ]);
    return row!.n;
  }

  /** The team in which they work; null: they work in none. */
  async teamOf(tx: Tx, viewer: Viewer): Promise<TeamId | null> {
    const [row] = await tx.query<{ teamId: TeamId | null }>(`select team_id as "teamId" from employee where id = $1`, [
      viewer.employeeId,
    ]);
    return row?.teamId ?? null;
  }

  async insert(
    tx: Tx,
    viewer: Viewer,
    { name, criteria }: NewInboxFilter,
    teamId: TeamId | null,
  ): Promise<InboxFilterView> {
    const [row] = await tx.query<InboxFilterView>(
      `insert into inbox_filter (id, employee_id, team_id, name, criteria) values ($2, $1, $3, $4, $5) returning ${view}`,
      [viewer.employeeId, uuidv7(), teamId, name, JSON.stringify(criteria)],
    );
    return row!;
  }

  async findOwn(tx: Tx, viewer: Viewer, id: string): Promise<InboxFilterView | null> {
    const [row] = await tx.query<InboxFilterView>(
      `select ${view} from inbox_filter where employee_id = $1 and id = $2 for update`,
      [viewer.employeeId, id],
    );
    return row ?? null;
  }

  /** @param teamId undefined: as it is. @returns null for one that is not theirs */
  async change(
    tx: Tx,
    viewer: Viewer,
    id: string,
    { name, criteria }: InboxFilterChange,
    teamId: TeamId | null | undefined,
  ): Promise<InboxFilterView | null> {
    const [row] = await tx.query<InboxFilterView>(
      `update inbox_filter set name = coalesce($3, name), criteria = coalesce($4::jsonb, criteria),
         team_id = case when $5::boolean then $6::uuid else team_id end
       where employee_id = $1 and id = $2 returning ${view}`,
      [
        ...[viewer.employeeId, id, name ?? null, criteria ? JSON.stringify(criteria) : null],
        ...[teamId !== undefined, teamId ?? null],
      ],
    );
    return row ?? null;
  }

  /** @returns what it was; null for one that is not theirs */
  async remove(tx: Tx, viewer: Viewer, id: string): Promise<InboxFilterView | null> {
    const [row] = await tx.query<InboxFilterView>(
      `delete from inbox_filter where employee_id = $1 and id = $2 returning ${view}`,
      [viewer.employeeId, id],
    );
    return row ?? null;
  }
}
