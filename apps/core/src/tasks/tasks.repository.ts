import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { CallId, ClientId, ConversationId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../access/conditions.js';
import type { Viewer } from '../access/viewer.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../conversations/keyset.js';

interface Person {
  id: string;
  name: string;
}

export interface TaskRow {
  id: string;
  kind: 'call-back' | 'promise' | 'answer';
  client: Person | null;
  /** Of a call-back. */
  callId: CallId | null;
  /** Of a promise. */
  sealedWhat: Buffer | null;
  madeBy: Person | null;
  interactionId: string | null;
  /** In which a client waits. */
  conversationId: ConversationId | null;
  /** Whoever has the card now; without one, to whom it was given. */
  assignee: Person | null;
  dueAt: Date;
  escalatedAt: Date | null;
  createdAt: Date;
  /** Microseconds, for the cursor. */
  key: string;
}

export interface NewTask {
  readonly id: string;
  readonly clientId: ClientId | null;
  readonly callId: CallId;
  readonly counterpart: string;
  /** When the missed call began. */
  readonly startedAt: string;
  readonly assigneeId: EmployeeId | null;
  readonly teamId: TeamId | null;
  readonly dueAt: Date;
}

export interface OverdueTask {
  readonly id: string;
  readonly kind: TaskRow['kind'];
  readonly callId: CallId | null;
  readonly clientId: ClientId | null;
  readonly teamId: TeamId | null;
  readonly assigneeId: EmployeeId | null;
  readonly dueAt: Date;
}

interface LockedTask {
  kind: TaskRow['kind'];
  clientId: ClientId | null;
  done: boolean;
}

/** No telephone call lasts longer. */
const longestCall = `interval '12 hours'`;

const person = (alias: string) =>
  `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`;

/** Calls with the client; without a card, with the number. */
const ofThem = (call: string, clientId: string, counterpart: string): string =>
  `(${call}.client_id = ${clientId} or (${clientId}::uuid is null and ${call}.client_id is null and ${call}.counterpart = ${counterpart}))`;

/** As `isMissed` says it of a call that has ended. */
const missed = (call: string): string =>
  `${call}.direction = 'inbound' and ${call}.phase = 'ended' and ${call}.outcome not in ('answered', 'refused')`;

/** What is still to be done: calls to be returned, promises, and clients who were not answered in time. A task goes with its card: whoever is responsible now has it. */
@Injectable()
export class TasksRepository {
  /** The most urgent first. */
  page(
    tx: Tx,
    viewer: Viewer,
    view: 'mine' | 'team' | 'all',
    after: MomentCursor | null,
    limit: number,
  ): Promise<TaskRow[]> {
    const where = inView(
      viewer,
      view,
      new Conditions().add(() => 't.done_at is null'),
    );
    return this.select(tx, where, after, limit);
  }

  /** The same of one card, which must be known to be visible. */
  ofCard(tx: Tx, clientId: ClientId, after: MomentCursor | null, limit: number): Promise<TaskRow[]> {
    const where = new Conditions().add((id) => `t.client_id = ${id}`, clientId).add(() => 't.done_at is null');
    return this.select(tx, where, after, limit);
  }

  /** Done or not. */
  async find(tx: Tx, id: string): Promise<TaskRow | null> {
    const where = new Conditions().add((wanted) => `t.id = ${wanted}`, id);
    return (await this.select(tx, where, null, 1))[0] ?? null;
  }

  private select(tx: Tx, where: Conditions, after: MomentCursor | null, limit: number): Promise<TaskRow[]> {
    if (after) where.add((at, id) => `(t.due_at, t.id) > (${momentOf(at)}, ${id}::uuid)`, after.microseconds, after.id);
    return tx.query<TaskRow>(
      `select t.id, t.kind, ${person('c')} as client, t.call_id as "callId", t.sealed_what as "sealedWhat", ${person('m')} as "madeBy",
         t.interaction_id as "interactionId", t.conversation_id as "conversationId", ${person('e')} as assignee, t.due_at as "dueAt",
         t.escalated_at as "escalatedAt", t.created_at as "createdAt", ${microsecondsOf('t.due_at')} as key
       from (select * from task t where ${where.sql} order by t.due_at, t.id limit ${where.value(limit)}) t
       left join client c on c.id = t.client_id left join employee e on e.id = coalesce(c.responsible_id, t.assignee_id)
       left join employee m on m.id = t.made_by order by t.due_at, t.id`,
      where.parameters,
    );
  }

  async isOfCard(tx: Tx, clientId: ClientId, interactionId: string): Promise<boolean> {
    const rows = await tx.query(`select from interaction where id = $1 and client_id = $2`, [interactionId, clientId]);
    return rows.length > 0;
  }

  /** Whoever has the card has it; without anybody, the one who promised. */
  async promise(
    tx: Tx,
    promise: {
      id: string;
      clientId: ClientId;
      sealedWhat: Buffer;
      dueAt: Date;
      interactionId: string | null;
      by: EmployeeId;
    },
  ): Promise<void> {
    await tx.query(
      `insert into task (id, kind, client_id, assignee_id, team_id, due_at, sealed_what, made_by, interaction_id)
       select $1, 'promise', c.id, coalesce(c.responsible_id, $5), c.team_id, $3, $4, $5, $6 from client c where c.id = $2`,
      [promise.id, promise.clientId, promise.dueAt, promise.sealedWhat, promise.by, promise.interactionId],
    );
  }

  /** null: as it was. Another time is told to the head anew when it passes. */
  async changePromise(tx: Tx, id: string, change: { sealedWhat: Buffer | null; dueAt: Date | null }): Promise<void> {
    await tx.query(
      `update task set sealed_what = coalesce($2, sealed_what), due_at = coalesce($3, due_at),
         escalated_at = case when $3 > now() then null else escalated_at end where id = $1`,
      [id, change.sealedWhat, change.dueAt],
    );
  }

  /** One that the viewer may see, done or not. */
  async lock(tx: Tx, id: string): Promise<LockedTask | null> {
    const [row] = await tx.query<LockedTask>(
      `select kind, client_id as "clientId", done_at is not null as done from task where id = $1 for no key update`,
      [id],
    );
    return row ?? null;
  }

  async done(tx: Tx, id: string, by: EmployeeId, sealedNote: Buffer | null): Promise<void> {
    await tx.query(`update task set done_at = now(), done_by = $2, sealed_note = $3 where id = $1`, [
      id,
      by,
      sealedNote,
    ]);
  }

  /**
   * A second call of somebody who waits already makes no second task, nor does one after which somebody has spoken with them: what ends is not
   * always told in the order in which it ended.
   * @returns whether it is a new one
   */
  async open(tx: Tx, task: NewTask): Promise<boolean> {
    const rows = await tx.query(
      `insert into task (id, kind, client_id, call_id, assignee_id, team_id, due_at)
       select $1, 'call-back', $2, $3, $4, $5, $6
       where not exists (select from task t where t.kind = 'call-back' and t.done_at is null and (t.client_id = $2 or ($2::uuid is null and t.client_id is null
         and t.call_id in (select id from call where client_id is null and counterpart = $7))))
       and not exists (select from call k where ${ofThem('k', '$2', '$7')} and k.outcome = 'answered' and k.ended_at >= $8
         and k.started_at > $8::timestamptz - ${longestCall})
       on conflict (call_id) do nothing returning id`,
      [
        ...[task.id, task.clientId, task.callId, task.assigneeId, task.teamId, task.dueAt, task.counterpart],
        task.startedAt,
      ],
    );
    return rows.length > 0;
  }

  /** Somebody has spoken with them until then; whoever called in vain after it waits on. @returns whether anybody waited */
  async close(
    tx: Tx,
    who: { clientId: ClientId | null; counterpart: string | null },
    by: EmployeeId | null,
    at: string,
  ): Promise<boolean> {
    const rows = await tx.query(
      `update task set done_at = $4, done_by = $3 where kind = 'call-back' and done_at is null and (client_id = $1 or ($1::uuid is null and client_id is null
         and call_id in (select id from call where client_id is null and counterpart = $2)))
         and not exists (select from call k where ${ofThem('k', '$1', '$2')} and ${missed('k')} and k.started_at > $4)
       returning id`,
      [who.clientId, who.counterpart, by, at],
    );
    return rows.length > 0;
  }

  /** Of the head, who is told by an alert when it is opened; it is done once the client waits no more. */
  async answer(
    tx: Tx,
    task: { conversationId: ConversationId; clientId: ClientId; teamId: TeamId | null; dueAt: Date },
  ): Promise<void> {
    await tx.query(
      `insert into task (id, kind, client_id, conversation_id, team_id, due_at, escalated_at) values ($1, 'answer', $2, $3, $4, $5, now())
       on conflict do nothing`,
      [uuidv7(), task.clientId, task.conversationId, task.teamId, task.dueAt],
    );
  }

  /** Marks them as told; of two processes at it together each task is one's. */
  escalate(tx: Tx, most: number): Promise<OverdueTask[]> {
    return tx.query<OverdueTask>(
      `update task t set escalated_at = now()
       from (select id from task where done_at is null and escalated_at is null and due_at < now() order by due_at limit $1 for update skip locked) due
       left join lateral (select c.responsible_id, c.team_id from task x join client c on c.id = x.client_id where x.id = due.id) card on true
       where t.id = due.id
       returning t.id, t.kind, t.due_at as "dueAt", t.call_id as "callId", t.client_id as "clientId", coalesce(card.team_id, t.team_id) as "teamId",
         coalesce(card.responsible_id, t.assignee_id) as "assigneeId"`,
      [most],
    );
  }
}

/**
 * Whoever has the card has its task, but for what the head has to see to; without a card whoever was named. What waits for nobody in particular is the heads'.
 * Said by ids and by single cards, so that no list of all cards is read for a few tasks.
 * @param where the statement knows the task as `t`
 */
export function inView(viewer: Viewer, view: 'mine' | 'team' | 'all', where: Conditions): Conditions {
  if (view === 'mine' || viewer.role === 'employee') {
    const nobodys = `coalesce(${ofCard('responsible_id')}, t.assignee_id) is null`;
    return where.add(
      (me) =>
        `case when t.kind = 'answer' then ${viewer.role === 'employee' ? 'false' : isHead(me, viewer)}
         else (t.client_id = any (array(select id from client where responsible_id = ${me})) or (t.client_id is null and t.assignee_id = ${me})
          ${viewer.role === 'employee' ? '' : `or ${nobodys}`}) end`,
      viewer.employeeId,
    );
  }
  return view === 'all'
    ? where
    : where.add((teams) => `coalesce(${ofCard('team_id')}, t.team_id) = any (${teams}::uuid[])`, viewer.teamIds);
}

/** Of a team; of one without a head, and of none, the owners. */
const isHead = (me: string, { role }: Viewer): string =>
  `(${me} in (select heads_of(t.team_id))${role === 'owner' ? ' or not exists (select heads_of(t.team_id))' : ''})`;

const ofCard = (column: 'responsible_id' | 'team_id') => `(select x.${column} from client x where x.id = t.client_id)`;
