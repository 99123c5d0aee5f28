import { Injectable } from '@nestjs/common';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { PersonRef } from '../sign-in/session.view.js';

export interface Team {
  readonly id: TeamId;
  readonly name: string;
  readonly head: PersonRef | null;
  readonly members: number;
  readonly people: PersonRef[];
}

const shownPeople = 50;
const team = `
  select t.id, t.name, case when h.id is not null then json_build_object('id', h.id, 'name', h.name) end as head, coalesce(m.members, 0) as members,
    coalesce(m.people, '[]') as people
  from team t left join employee h on h.id = t.head_id
  left join lateral (
    select count(*)::int as members, json_agg(json_build_object('id', e.id, 'name', e.name) order by lower(e.name), e.id)
      filter (where e.place <= ${shownPeople}) as people
    from (select id, name, row_number() over (order by lower(name), id) as place from employee
      where team_id = t.id and status = 'active') e
  ) m on true`;

/** Teams and whose they are. */
@Injectable()
export class TeamsRepository {
  /** By name. */
  all(tx: Tx): Promise<Team[]> {
    return tx.query<Team>(`${team} order by lower(t.name), t.id`);
  }

  async find(tx: Tx, id: string): Promise<Team | null> {
    const [row] = await tx.query<Team>(`${team} where t.id = $1`, [id]);
    return row ?? null;
  }

  async exists(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`select from team where id = $1`, [id])).length > 0;
  }

  /** @returns false when a team has this name already */
  async insert(tx: Tx, id: TeamId, name: string, headId: string | null): Promise<boolean> {
    await lockNames(tx);
    const rows = await tx.query(
      `insert into team (id, name, head_id) values ($1, $2, $3) on conflict (name) do nothing returning id`,
      [id, name, headId],
    );
    return rows.length > 0;
  }

  /** @returns false when another team has this name */
  async rename(tx: Tx, id: TeamId, name: string): Promise<boolean> {
    await lockNames(tx);
    const rows = await tx.query(
      `update team set name = $2 where id = $1 and not exists (select from team where name = $2 and id <> $1) returning id`,
      [id, name],
    );
    return rows.length > 0;
  }

  async setHead(tx: Tx, id: TeamId, headId: string | null): Promise<void> {
    await tx.query(`update team set head_id = $2 where id = $1`, [id, headId]);
  }

  /** @returns the teams that have no head of their own any more */
  async behead(tx: Tx, headId: EmployeeId): Promise<TeamId[]> {
    const rows = await tx.query<{ id: TeamId }>(`update team set head_id = null where head_id = $1 returning id`, [
      headId,
    ]);
    return rows.map(({ id }) => id);
  }

  /** Somebody who can head a team: works here, and a manager or owner. */
  async canHead(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(
      `select from employee where id = $1 and status = 'active' and role in ('owner', 'manager') for no key update`,
      [id],
    );
    return rows.length > 0;
  }
}

/** Of two who take one name at once the second waits here and sees it taken. */
const lockNames = (tx: Tx) => tx.query(`select pg_advisory_xact_lock(1263159892, 102)`);
