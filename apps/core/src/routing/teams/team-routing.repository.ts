import { Injectable } from '@nestjs/common';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { isAbsent } from '../absences/absences.repository.js';
import { firstTeamRouting, type BoardRow, type TeamRouting, type TeamRoutingView } from './team-routing.view.js';

interface Row extends Omit<TeamRoutingView, 'routing'> {
  readonly settings: Partial<TeamRouting> | null;
  readonly onlyHandlerWrites: boolean | null;
}

const teams = `
  select json_build_object('id', t.id, 'name', t.name) as team, r.settings, r.only_handler_writes as "onlyHandlerWrites",
    (select coalesce(json_agg(json_build_object('id', e.id, 'name', e.name) order by lower(e.name), e.id), '[]')
      from heads_of(t.id) as head (id) join employee e on e.id = head.id) as heads,
    (select coalesce(json_agg(json_build_object('id', e.id, 'name', e.name) order by lower(e.name), e.id), '[]')
      from employee e where e.team_id = t.id and e.status = 'active' and e.role <> 'administrator') as people
  from team t left join team_routing r on r.team_id = t.id`;

const viewOf = ({ settings, onlyHandlerWrites, ...team }: Row): TeamRoutingView => ({
  ...team,
  routing: { ...firstTeamRouting, ...settings, onlyHandlerWrites },
});

@Injectable()
export class TeamRoutingRepository {
  async list(tx: Tx): Promise<TeamRoutingView[]> {
    return (await tx.query<Row>(`${teams} order by lower(t.name), t.id`)).map(viewOf);
  }

  async find(tx: Tx, id: TeamId): Promise<TeamRoutingView | null> {
    const [row] = await tx.query<Row>(`${teams} where t.id = $1`, [id]);
    return row ? viewOf(row) : null;
  }

  /** Those of the ids that are nobody who works here and sees clients. */
  async strangers(tx: Tx, ids: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select id from unnest($1::uuid[]) as wanted (id)
       where id not in (select id from employee where status = 'active' and role <> 'administrator')`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  async put(tx: Tx, id: TeamId, routing: TeamRouting, by: EmployeeId): Promise<void> {
    const { onlyHandlerWrites, ...settings } = routing;
    await tx.query(
      `insert into team_routing (team_id, settings, only_handler_writes, changed_by) values ($1, $2, $3, $4)
       on conflict (team_id) do update set settings = excluded.settings, only_handler_writes = excluded.only_handler_writes,
         changed_by = excluded.changed_by, changed_at = now()`,
      [id, JSON.stringify(settings), onlyHandlerWrites, by],
    );
  }

  /** What waits is looked at by the new rules. What somebody holds just now is looked at anyway. */
  async lookAnew(tx: Tx, id: TeamId): Promise<void> {
    await tx.query(
      `update waiting set due_at = now(), answer_by = case when breached_at is null then null else answer_by end, stuck = null
       where conversation_id in (
         select w.conversation_id from waiting w join conversation v on v.id = w.conversation_id left join channel h on h.id = v.channel_id
         where coalesce(v.team_id, h.team_id) = $1 for update of w skip locked)`,
      [id],
    );
  }

  /** Of the viewer's teams; of everybody for whoever sees all. Counted under the viewer's own scope. */
  board(tx: Tx, viewer: Viewer): Promise<BoardRow[]> {
    const scope = scopeOf(viewer);
    const all = scope.is !== 'viewer' || scope.sees === 'all';
    return tx.query<BoardRow>(
      `select json_build_object('id', e.id, 'name', e.name) as employee,
         case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team,
         hand.count as "inHand", hand.waiting, hand.overdue,
         to_char(hand.answer_by at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "answerBy", ${isAbsent('e.id')} as absent
       from employee e left join team t on t.id = e.team_id
       cross join lateral (
         select count(*)::int as count, count(w.conversation_id)::int as waiting,
           (count(*) filter (where w.answer_by <= now()))::int as overdue, min(w.answer_by) as answer_by
         from conversation v left join waiting w on w.conversation_id = v.id
         where v.handler_id = e.id and v.state = 'open' and (v.assignee_id is not null or v.waiting_since is not null)
       ) hand
       where e.status = 'active' and e.role <> 'administrator' and ($1 or e.team_id = any ($2::uuid[]))
       order by hand.overdue desc, hand.count desc, lower(e.name), e.id limit 500`,
      [all, viewer.teamIds],
    );
  }
}
