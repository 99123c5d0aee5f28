import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { PersonRef } from '../../../access/sign-in/session.view.js';
import type { Role, Viewer } from '../../../access/viewer.js';
import { firstSendingPolicy, type SendingPolicy } from './later.view.js';

export interface LaterRow {
  id: string;
  clientId: ClientId;
  conversationId: ConversationId | null;
  employee: PersonRef;
  state: 'waiting' | 'going' | 'stopped' | 'gone' | 'taken-back';
  code: string | null;
  dueAt: Date;
  undo: boolean;
  holdIfWritten: boolean;
  clientWrote: boolean;
  sealedMessage: Buffer | null;
}

/** One that is due, and who wrote it; null: they do not work here any more, or may not write. */
export interface DueMessage {
  id: string;
  clientId: ClientId;
  employeeId: EmployeeId;
  holdIfWritten: boolean;
  clientWrote: boolean;
  undo: boolean;
  sealedMessage: Buffer;
  writer: { id: EmployeeId; name: string; role: Role; teamIds: TeamId[]; seesContacts: boolean } | null;
}

// By when it was captured, for a letter carries whole seconds; a day back is far enough for the index.
const clientWrote = `exists (
  select from interaction i where i.client_id = l.client_id and i.direction = 'inbound' and i.kind in ('email', 'message')
    and i.occurred_at > l.created_at - interval '1 day' and i.captured_at > l.created_at
    and (l.conversation_id is null or i.conversation_id = goes_on_as(l.conversation_id)))`;
const later = `
  select l.id, l.client_id as "clientId", l.conversation_id as "conversationId", json_build_object('id', e.id, 'name', e.name) as employee,
    l.state, l.code, l.due_at as "dueAt", l.undo, l.hold_if_written as "holdIfWritten", l.sealed_message as "sealedMessage",
    ${clientWrote} as "clientWrote"
  from later_message l join employee e on e.id = l.employee_id`;

/** Of what was put off by somebody who may not write to clients any more. */
export const senderLeft = 'later.sender-left';
const hasToGo = `employee_id = $1 and (state = 'waiting' or (state = 'stopped' and code <> '${senderLeft}'))`;

/** Answers that were written and have not gone yet. */
@Injectable()
export class LaterRepository {
  /** @returns false when it is there already */
  async insert(
    tx: Tx,
    viewer: Pick<Viewer, 'employeeId'>,
    message: {
      id: string;
      clientId: ClientId;
      conversationId: ConversationId | null;
      /** From now. */
      inSeconds: number | null;
      at: Date | null;
      holdIfWritten: boolean;
      sealedMessage: Buffer;
    },
  ): Promise<boolean> {
    const { id, clientId, conversationId, inSeconds, at, holdIfWritten, sealedMessage } = message;
    const rows = await tx.query(
      `insert into later_message (id, client_id, conversation_id, employee_id, due_at, undo, hold_if_written, sealed_message)
       values ($1, $2, $3, $4, coalesce($5::timestamptz, now() + coalesce($6::int, 0) * interval '1 second'), $5 is null, $7, $8)
       on conflict do nothing returning id`,
      [id, clientId, conversationId, viewer.employeeId, at, inSeconds, holdIfWritten, sealedMessage],
    );
    return rows.length > 0;
  }

  async find(tx: Tx, id: string): Promise<LaterRow | null> {
    const [row] = await tx.query<LaterRow>(`${later} where l.id = $1`, [id]);
    return row ?? null;
  }

  /**
   * One of the viewer's own; nobody else decides about it until the end.
   * @param orLeft also what somebody who left has left behind
   */
  async lock(tx: Tx, viewer: Viewer, id: string, orLeft = false): Promise<LaterRow | null> {
    const [row] = await tx.query<LaterRow>(
      `${later} where l.id = $1 and (l.employee_id = $2 or ($3 and l.state = 'stopped' and l.code = '${senderLeft}')) for update of l`,
      [id, viewer.employeeId, orLeft],
    );
    return row ?? null;
  }

  async leftBy(tx: Tx, employeeId: EmployeeId): Promise<number> {
    const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from later_message where ${hasToGo}`, [
      employeeId,
    ]);
    return row!.n;
  }

  /** None of them goes any more; whoever may write to the client goes on with it. @returns those that were to go */
  leaveBehind(tx: Tx, employeeId: EmployeeId): Promise<{ id: string; clientId: ClientId }[]> {
    return tx.query(
      `update later_message set state = 'stopped', code = '${senderLeft}', changed_at = now() where ${hasToGo}
       returning id, client_id as "clientId"`,
      [employeeId],
    );
  }

  /** What has not gone yet, of one card; the first to go first. */
  ofClient(tx: Tx, clientId: ClientId): Promise<LaterRow[]> {
    return tx.query<LaterRow>(
      `${later} where l.client_id = $1 and l.state in ('waiting', 'going', 'stopped') order by l.due_at, l.id limit 200`,
      [clientId],
    );
  }

  /** Whether it is on its way still: nobody else has sent it or stopped it. Nobody does until the end. */
  async isGoing(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(`select from later_message where id = $1 and state = 'going' for update`, [id]);
    return rows.length > 0;
  }

  async putOff(tx: Tx, id: string, at: Date, holdIfWritten: boolean): Promise<void> {
    await tx.query(
      `update later_message set state = 'waiting', code = null, due_at = $2, undo = false, hold_if_written = $3, changed_at = now()
       where id = $1`,
      [id, at, holdIfWritten],
    );
  }

  /** @param sealedMessage with what its writer has agreed to since */
  async sendNow(tx: Tx, id: string, sealedMessage: Buffer): Promise<void> {
    await tx.query(
      `update later_message set state = 'waiting', code = null, due_at = now(), undo = false, hold_if_written = false, sealed_message = $2,
         changed_at = now() where id = $1`,
      [id, sealedMessage],
    );
  }

  async over(tx: Tx, id: string, state: 'gone' | 'taken-back'): Promise<void> {
    await tx.query(
      `update later_message set state = $2, code = null, sealed_message = null, changed_at = now() where id = $1`,
      [id, state],
    );
  }

  async stop(tx: Tx, id: string, code: string, sealedMessage: Buffer): Promise<void> {
    await tx.query(
      `update later_message set state = 'stopped', code = $2, sealed_message = $3, changed_at = now() where id = $1`,
      [id, code, sealedMessage],
    );
  }

  async again(tx: Tx, id: string, afterSeconds: number): Promise<void> {
    await tx.query(
      `update later_message set state = 'waiting', due_at = now() + $2::int * interval '1 second', changed_at = now() where id = $1`,
      [id, afterSeconds],
    );
  }

  /** Those that are due, the longest first; also those with which a process died. */
  claim(tx: Tx, most: number): Promise<DueMessage[]> {
    return tx.query<DueMessage>(
      `with due as (
         select id from later_message
         where (state = 'waiting' and due_at <= now()) or (state = 'going' and changed_at < now() - interval '2 minutes')
         order by due_at, id limit $1 for update skip locked
       ), claimed as (
         update later_message l set state = 'going', changed_at = now() from due where l.id = due.id returning l.*
       )
       select l.id, card_goes_on_as(l.client_id) as "clientId", l.employee_id as "employeeId", l.hold_if_written as "holdIfWritten", l.undo,
         l.sealed_message as "sealedMessage", ${clientWrote} as "clientWrote",
         case when e.status = 'active' and e.role <> 'administrator' then json_build_object('id', e.id, 'name', e.name, 'role', e.role,
           'teamIds', teams_of(e.id), 'seesContacts', e.sees_contacts) end as writer
       from claimed l join employee e on e.id = l.employee_id order by l.due_at, l.id`,
      [most],
    );
  }

  /**
   * What is to go in so many seconds goes by a clock that may be set back meanwhile, and then it is due now; so is the silence of whoever had it
   * in hand counted from now on. Of an hour that somebody chose nothing changes.
   */
  async followClock(tx: Tx): Promise<void> {
    await tx.query(
      `update later_message set due_at = least(due_at, now()), changed_at = now()
       where changed_at > now() + interval '1 minute'
         and (state = 'going' or (state = 'waiting' and due_at <= changed_at + interval '1 minute'))`,
    );
  }

  /** When the next one is due, in milliseconds from now; null: none waits. */
  async nextInMs(tx: Tx): Promise<number | null> {
    const [row] = await tx.query<{ inMs: number | null }>(
      `select (extract(epoch from min(due_at) - now()) * 1000)::float8 as "inMs" from later_message where state = 'waiting'`,
    );
    return row?.inMs ?? null;
  }

  /** A request that is repeated a week later is not the same any more. */
  async forgetOver(tx: Tx): Promise<void> {
    await tx.query(
      `delete from later_message where id in (select id from later_message where state in ('gone', 'taken-back')
         and changed_at < now() - interval '7 days' limit 1000)`,
    );
  }

  async policy(tx: Tx): Promise<SendingPolicy> {
    const [row] = await tx.query<{ policy: Partial<SendingPolicy> }>(`select policy from sending_policy`);
    return { ...firstSendingPolicy, ...row?.policy };
  }

  async putPolicy(tx: Tx, policy: SendingPolicy, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into sending_policy (policy, changed_by) values ($1, $2)
       on conflict (single) do update set policy = excluded.policy, changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(policy), by],
    );
  }
}
