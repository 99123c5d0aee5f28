import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, EmployeeId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { Viewer } from '../../access/viewer.js';
import type { MeanwhileAnswer } from './handling.errors.js';
import type { Handled } from './handling-rules.js';
import { firstHandlingPolicy, type HandlingPolicy } from './handling.view.js';

interface Person {
  id: EmployeeId;
  name: string;
}

export interface HandledConversation extends Handled {
  readonly id: ConversationId;
  readonly clientId: ClientId;
  readonly assignee: Person | null;
  readonly responsible: Person | null;
  readonly state: 'open' | 'snoozed' | 'done';
  readonly snoozedUntil: Date | null;
}

/** SQL: what the team of its card decided, or without a word of theirs the company. @param conversation alias of the table */
export const onlyHandlerWrites = (conversation: string): string =>
  `coalesce((select r.only_handler_writes from team_routing r where r.team_id = ${conversation}.team_id),
     (select (policy ->> 'onlyHandlerWrites')::boolean from handling_policy), ${firstHandlingPolicy.onlyHandlerWrites})`;

const columns = `v.id, v.client_id as "clientId", v.assignee_id as "assigneeId", v.responsible_id as "responsibleId", v.state,
  ${onlyHandlerWrites('v')} as "onlyHandlerWrites",
  v.snoozed_until as "snoozedUntil",
  (select json_build_object('id', e.id, 'name', e.name) from employee e where e.id = v.assignee_id) as assignee,
  (select json_build_object('id', e.id, 'name', e.name) from employee e where e.id = v.responsible_id) as responsible`;

@Injectable()
export class HandlingRepository {
  /** Keeps others from handling them until the end of the transaction. @returns those that the viewer may see, in any order */
  lock(tx: Tx, viewer: Viewer, ids: readonly string[]): Promise<HandledConversation[]> {
    const where = new Conditions().add((wanted) => `v.id = any (${wanted}::uuid[])`, ids).visibleTo(viewer, 'c');
    return tx.query<HandledConversation>(
      `select ${columns} from conversation v join client c on c.id = v.client_id where ${where.sql} order by v.id for no key update of v`,
      where.parameters,
    );
  }

  /** How they are handled now, by their ids; nothing is locked. */
  async findAll(tx: Tx, ids: readonly ConversationId[]): Promise<Map<ConversationId, HandledConversation>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<HandledConversation>(
      `select ${columns} from conversation v where v.id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Somebody who works here and sees clients at all. */
  async colleague(tx: Tx, id: string): Promise<Person | null> {
    const [row] = await tx.query<Person>(
      `select id, name from employee where id = $1 and status = 'active' and role <> 'administrator'`,
      [id],
    );
    return row ?? null;
  }

  /** What sleeps wakes with it: the new one must find it. */
  async assign(tx: Tx, ids: readonly ConversationId[], employeeId: EmployeeId | null): Promise<void> {
    await tx.query(
      `update conversation set assignee_id = $2, state = case state when 'snoozed' then 'open' else state end, snoozed_until = null, snoozed_by = null
       where id = any ($1::uuid[])`,
      [ids, employeeId],
    );
  }

  async snooze(tx: Tx, ids: readonly ConversationId[], until: Date, by: EmployeeId): Promise<void> {
    await tx.query(
      `update conversation set state = 'snoozed', snoozed_until = $2, snoozed_by = $3, handled_at = null,
         waiting_since = coalesce(waiting_since, waited_since), waited_since = null where id = any ($1::uuid[])`,
      [ids, until, by],
    );
  }

  /** Nobody waits any longer. */
  async done(tx: Tx, ids: readonly ConversationId[]): Promise<void> {
    await tx.query(
      `update conversation set state = 'done', handled_at = now(), snoozed_until = null, snoozed_by = null,
         waited_since = coalesce(waiting_since, waited_since), waiting_since = null where id = any ($1::uuid[])`,
      [ids],
    );
  }

  /** Whoever waited when it was done waits again. */
  async reopen(tx: Tx, ids: readonly ConversationId[]): Promise<void> {
    await tx.query(
      `update conversation set state = 'open', handled_at = null, snoozed_until = null, snoozed_by = null,
         waiting_since = coalesce(waiting_since, waited_since), waited_since = null where id = any ($1::uuid[])`,
      [ids],
    );
  }

  async seen(tx: Tx, ids: readonly ConversationId[], by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into conversation_seen (employee_id, conversation_id, seen_at)
       select $2, v.id, greatest(now(), v.last_at) from conversation v where v.id = any ($1::uuid[])
       on conflict (employee_id, conversation_id) do update set seen_at = excluded.seen_at`,
      [ids, by],
    );
  }

  /** The longest asleep first. @returns those that are awake now */
  wake(tx: Tx, most: number): Promise<{ id: ConversationId; clientId: ClientId }[]> {
    return tx.query<{ id: ConversationId; clientId: ClientId }>(
      `update conversation set state = 'open', woken_at = snoozed_until, snoozed_until = null, snoozed_by = null
       where id in (select id from conversation where state = 'snoozed' and snoozed_until <= now() and client_id is not null
         order by snoozed_until limit $1 for no key update skip locked)
       returning id, client_id as "clientId"`,
      [most],
    );
  }

  /** Also by the id of one that goes on in it. Locked: whoever answers at the same moment comes after. */
  async lockAnswered(tx: Tx, clientId: ClientId, id: string): Promise<HandledConversation | null> {
    const [row] = await tx.query<HandledConversation>(
      `select ${columns} from conversation v where v.id = core.goes_on_as($1) and v.client_id = $2 for no key update of v`,
      [id, clientId],
    );
    return row ?? null;
  }

  /**
   * What colleagues told the client after something was captured. Not the machine's own words.
   * Looked for by when it was captured, for a letter carries whole seconds; a day back is far enough for the index.
   */
  answersSince(tx: Tx, id: ConversationId, seen: InteractionId, viewer: Viewer): Promise<MeanwhileAnswer[]> {
    return tx.query<MeanwhileAnswer>(
      `select i.id as "interactionId", to_char(i.captured_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
         case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as employee
       from interaction seen
       join interaction i on i.conversation_id = $1 and i.occurred_at > seen.occurred_at - interval '1 day' and i.captured_at > seen.captured_at
       left join employee e on e.id = i.employee_id
       where seen.id = $2 and seen.conversation_id = $1 and i.direction = 'outbound' and i.kind in ('email', 'message')
         and i.employee_id is distinct from $3 and not i.flags @> '{automatic}'
       order by i.occurred_at desc, i.id desc limit 5`,
      [id, seen, viewer.employeeId],
    );
  }

  /** What somebody decided, over what holds until somebody does. */
  async policy(tx: Tx): Promise<HandlingPolicy> {
    const [row] = await tx.query<{ policy: Partial<HandlingPolicy> }>(`select policy from handling_policy`);
    return { ...firstHandlingPolicy, ...row?.policy };
  }

  async putPolicy(tx: Tx, policy: HandlingPolicy, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into handling_policy (policy, changed_by) values ($1, $2)
       on conflict (single) do update set policy = excluded.policy, changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(policy), by],
    );
  }
}
