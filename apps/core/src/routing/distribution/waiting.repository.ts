import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Opening } from '../../hours/opening.js';
import { isAbsent, substituteOf } from '../absences/absences.repository.js';
import type { TeamRouting } from '../teams/team-routing.view.js';
import type { Member } from './choose.js';

interface Handler {
  readonly id: EmployeeId;
  readonly name: string;
  /** Works here and sees clients. */
  readonly works: boolean;
  readonly absent: boolean;
  readonly substitute: { id: EmployeeId; name: string } | null;
}

/** A conversation in which a client waits. */
export interface Waiting {
  readonly id: ConversationId;
  readonly clientId: ClientId;
  readonly since: Date;
  readonly assigneeId: EmployeeId | null;
  readonly handler: Handler | null;
  /** The card's, or without one the channel's. */
  readonly teamId: TeamId | null;
  readonly snoozedUntil: Date | null;
  /** null: always open. */
  readonly opening: Opening | null;
  /** Somebody of ours has answered in it before. */
  readonly answered: boolean;
  readonly countedFor: TeamId | null;
  readonly offeredTo: EmployeeId | null;
  readonly offeredUntil: Date | null;
  readonly offeredToAll: boolean;
  readonly tried: readonly EmployeeId[];
  readonly stuck: 'full' | 'nobody' | null;
  readonly answerBy: Date | null;
  readonly warnAt: Date | null;
  readonly warnedAt: Date | null;
  readonly breachedAt: Date | null;
}

/** What becomes of it. */
export interface Standing {
  dueAt: Date | null;
  teamId: TeamId | null;
  offeredTo: EmployeeId | null;
  offeredUntil: Date | null;
  offeredToAll: boolean;
  tried: EmployeeId[];
  stuck: 'full' | 'nobody' | null;
  first: boolean;
  answerBy: Date | null;
  warnAt: Date | null;
  warnedAt: Date | null;
  breachedAt: Date | null;
}

const person = (id: string) =>
  `(select json_build_object('id', e.id, 'name', e.name, 'works', e.status = 'active' and e.role <> 'administrator', 'absent', ${isAbsent('e.id')},
     'substitute', (select json_build_object('id', i.id, 'name', i.name) from employee i where i.id = ${substituteOf('e.id')}))
   from employee e where e.id = ${id})`;

@Injectable()
export class WaitingRepository {
  /** The longest due first. Whoever works at one holds its conversation, as whoever answers in it or passes it on does. */
  async lockDue(tx: Tx): Promise<ConversationId | null> {
    const [row] = await tx.query<{ id: ConversationId }>(
      // 'infinity' is what the index is made with: without it every conversation in which somebody waits would be read for each that is due.
      `select v.id from waiting w join conversation v on v.id = w.conversation_id where w.due_at <= now() and w.due_at < 'infinity'
       order by w.due_at limit 1 for no key update of v skip locked`,
    );
    return row?.id ?? null;
  }

  /** Read once the conversation is held: somebody else may have been faster. @returns null: there is nothing to do any more */
  async find(tx: Tx, id: ConversationId): Promise<Waiting | null> {
    const [row] = await tx.query<Waiting>(
      `select v.id, v.client_id as "clientId", w.since, v.assignee_id as "assigneeId", ${person('v.handler_id')} as handler,
         coalesce(v.team_id, h.team_id) as "teamId", v.snoozed_until as "snoozedUntil", with_holidays(o.opening, v.channel_id) as opening,
         exists (select from interaction i where i.conversation_id = v.id and i.direction = 'outbound' and i.kind in ('email', 'message')
           and not i.flags @> '{automatic}') as answered,
         w.team_id as "countedFor", w.offered_to as "offeredTo", w.offered_until as "offeredUntil", w.offered_to_all as "offeredToAll", w.tried,
         w.stuck, w.answer_by as "answerBy", w.warn_at as "warnAt", w.warned_at as "warnedAt", w.breached_at as "breachedAt"
       from waiting w join conversation v on v.id = w.conversation_id left join channel h on h.id = v.channel_id
         left join channel_hours o on o.channel_id = v.channel_id
       where w.conversation_id = $1 and w.due_at <= now()`,
      [id],
    );
    return row ?? null;
  }

  /** The team's queue is held until the end of the transaction: whoever comes after counts what was given now. */
  async lockTeam(tx: Tx, id: TeamId): Promise<{ name: string; settings: Partial<TeamRouting> | null } | null> {
    const [row] = await tx.query<{ name: string; settings: Partial<TeamRouting> | null }>(
      `select t.name, r.settings from team_routing r join team t on t.id = r.team_id where r.team_id = $1 for no key update of r`,
      [id],
    );
    return row ?? null;
  }

  /** @param named empty: every employee of the team */
  members(tx: Tx, teamId: TeamId, named: readonly string[]): Promise<Member[]> {
    return tx.query<Member>(
      `select e.id, e.name, hand.count as "inHand", queue.given, queue.last as "lastGivenAt"
       from employee e
       cross join lateral (select count(*)::int as count from conversation v where v.handler_id = e.id and v.state = 'open'
         and (v.assignee_id is not null or v.waiting_since is not null)) hand
       cross join lateral (select count(*)::int as given, max(d.at) as last from routing_decision d where d.team_id = $1
         and d.employee_id = e.id and d.at > now() - interval '1 day' and d.code in ('even', 'least')) queue
       where e.status = 'active' and e.role <> 'administrator' and not ${isAbsent('e.id')}
         and case when cardinality($2::uuid[]) > 0 then e.id = any ($2) else e.team_id = $1 and e.role = 'employee' end
       limit 200`,
      [teamId, named],
    );
  }

  async assign(tx: Tx, id: ConversationId, employeeId: EmployeeId): Promise<void> {
    await tx.query(`update conversation set assignee_id = $2 where id = $1`, [id, employeeId]);
  }

  async showAll(tx: Tx, { id, clientId }: Waiting, employees: readonly EmployeeId[]): Promise<void> {
    await tx.query(
      `insert into card_access (client_id, employee_id, source, conversation_id)
       select $1, one, 'queue', $2 from unnest($3::uuid[]) as one on conflict do nothing`,
      [clientId, id, employees],
    );
  }

  async keep(tx: Tx, id: ConversationId, standing: Standing): Promise<void> {
    await tx.query(
      `update waiting set due_at = coalesce($2::timestamptz, 'infinity'), team_id = $3, offered_to = $4, offered_until = $5, offered_to_all = $6, tried = $7,
         stuck = $8, first = $9, answer_by = $10, warn_at = $11, warned_at = $12, breached_at = $13 where conversation_id = $1`,
      [
        ...[id, standing.dueAt, standing.teamId, standing.offeredTo, standing.offeredUntil, standing.offeredToAll],
        ...[standing.tried, standing.stuck, standing.first, standing.answerBy, standing.warnAt, standing.warnedAt],
        standing.breachedAt,
      ],
    );
  }
}
