import { Injectable } from '@nestjs/common';
import type {
  CallDirection,
  CallEnded,
  CallId,
  CallOutcome,
  CallPhase,
  ClientId,
  EmployeeId,
  TeamId,
} from '#libs/contracts';
import type { z } from 'zod';
import type { Tx } from '#libs/database';
import { Conditions } from '../access/conditions.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../conversations/keyset.js';

interface Person {
  id: string;
  name: string;
}

export interface CallRow {
  id: CallId;
  direction: z.infer<typeof CallDirection>;
  phase: CallPhase;
  outcome: z.infer<typeof CallOutcome> | null;
  refusedCode: string | null;
  channel: { id: string; name: string; number: string } | null;
  clientId: ClientId | null;
  /** Null also where the card is not the viewer's to see. */
  client: Person | null;
  counterpart: string | null;
  startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  employeeId: EmployeeId | null;
  teamId: TeamId | null;
  ringing: EmployeeId[];
  talking: EmployeeId[];
  spoke: EmployeeId[];
  listening: { employeeId: EmployeeId; mode: 'listen' | 'whisper' | 'barge' }[];
  consulted: EmployeeId | null;
  recordingPaused: boolean;
  recordingId: string | null;
  missing: string | null;
  interactionId: string | null;
  conversationId: string | null;
  marks: CallEnded['marks'];
  cut: boolean;
  transcript: 'none' | 'waiting' | 'done' | 'failed';
  sealedForm: Buffer | null;
  formDue: boolean;
  /** Everybody of ours who is named in it. */
  people: Person[] | null;
  /** Microseconds, for the cursor. */
  key: string;
}

export interface CallFilter {
  employeeId?: string | undefined;
  clientId?: string | undefined;
  outcome?: string | undefined;
  direction?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const columns = `k.id, k.direction, k.phase, k.outcome, k.refused_code as "refusedCode",
  case when h.id is not null then json_build_object('id', h.id, 'name', h.name, 'number', h.address) end as channel,
  k.client_id as "clientId", case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as client, k.counterpart,
  k.started_at as "startedAt", k.answered_at as "answeredAt", k.ended_at as "endedAt", k.employee_id as "employeeId", k.team_id as "teamId",
  k.ringing, k.talking, k.spoke, k.listening, k.consulted, k.recording_paused as "recordingPaused", k.recording_id as "recordingId",
  k.recording_missing as missing, k.interaction_id as "interactionId", k.conversation_id as "conversationId", k.marks, k.cut, k.transcript,
  k.sealed_form as "sealedForm", k.form_due as "formDue", ${microsecondsOf('k.started_at')} as key,
  (select json_agg(json_build_object('id', e.id, 'name', e.name)) from employee e where e.id = any (
    k.ringing || k.talking || k.employee_id || k.consulted
    || array(select (x ->> 'employeeId')::uuid from jsonb_array_elements(k.listening || k.marks) x))) as people`;
const joins = `left join channel h on h.id = k.channel_id left join client c on c.id = k.client_id`;

/** Nobody was told how it ended for so long: no telephone call lasts that. */
const longestLive = `interval '12 hours'`;
const mostLive = 500;

/** Calls as they are read: under the viewer's row-level security, which also decides whether the card is shown. */
@Injectable()
export class CallsRepository {
  /** @returns null also for one that the viewer may not see */
  async find(tx: Tx, id: CallId): Promise<CallRow | null> {
    return (await this.byIds(tx, [id]))[0] ?? null;
  }

  byIds(tx: Tx, ids: readonly CallId[]): Promise<CallRow[]> {
    return tx.query<CallRow>(`select ${columns} from call k ${joins} where k.id = any ($1::uuid[])`, [ids]);
  }

  /**
   * The newest first. Of a head, without a client or an employee named: what their team dialled and took, and what lies on no card.
   */
  page(tx: Tx, viewer: Viewer, filter: CallFilter, before: MomentCursor | null, limit: number): Promise<CallRow[]> {
    const parameters: unknown[] = [];
    const most = new Conditions(parameters).value(limit);
    const paths = pathsOf(viewer, filter).map((path) => {
      const where = path(new Conditions(parameters).add(() => `k.phase = 'ended'`));
      if (filter.outcome) where.add((outcome) => `k.outcome = ${outcome}`, filter.outcome);
      if (filter.direction) where.add((direction) => `k.direction = ${direction}`, filter.direction);
      if (filter.from) where.add((from) => `k.started_at >= ${from}::timestamptz`, filter.from);
      if (filter.to) where.add((to) => `k.started_at < ${to}::timestamptz`, filter.to);
      if (before)
        where.add((at, id) => `(k.started_at, k.id) < (${momentOf(at)}, ${id}::uuid)`, before.microseconds, before.id);
      return `(select k.* from call k where ${where.sql} order by k.started_at desc, k.id desc limit ${most})`;
    });
    return tx.query<CallRow>(
      `select ${columns} from (
         select * from (${paths.join(' union all ')}) some_of order by started_at desc, id desc limit ${most}
       ) k ${joins} order by k.started_at desc, k.id desc`,
      parameters,
    );
  }

  /** What goes on now, the oldest first: of an employee what they are in, of others what they may see. */
  live(tx: Tx, viewer: Viewer): Promise<CallRow[]> {
    const where = new Conditions().add(() => `k.phase <> 'ended'`).add(() => `k.started_at > now() - ${longestLive}`);
    if (viewer.role === 'employee') {
      where.add(
        (me) => `(k.employee_id = ${me} or ${me} = any (k.ringing) or ${me} = any (k.talking) or k.consulted = ${me})`,
        viewer.employeeId,
      );
    }
    return tx.query<CallRow>(
      `select ${columns} from call k ${joins} where ${where.sql} order by k.started_at, k.id limit ${mostLive}`,
      where.parameters,
    );
  }

  /** Names of whom a participant speaks with although the card is another's. */
  async strangers(tx: Tx, ids: readonly CallId[]): Promise<Map<CallId, Person>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<{ callId: CallId; id: string; name: string }>(
      `select call_id as "callId", client_id as id, name from clients_of_calls($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ callId, id, name }) => [callId, { id, name }]));
  }

  async fillIn(tx: Tx, id: CallId, sealedForm: Buffer): Promise<void> {
    await tx.query(`update call set sealed_form = $2, form_due = false where id = $1`, [id, sealedForm]);
  }
}

type Path = (where: Conditions) => Conditions;

/**
 * What row-level security would sort out row by row, said so that an index finds it in order; each path gives at most a page, and no call
 * stands on two of them.
 */
function pathsOf(viewer: Viewer, filter: CallFilter): Path[] {
  const named: Path = (where) => {
    if (filter.employeeId) where.add((id) => `k.employee_id = ${id}::uuid`, filter.employeeId);
    if (filter.clientId) where.add((id) => `k.client_id = ${id}::uuid`, filter.clientId);
    return where;
  };
  const scope = scopeOf(viewer);
  switch (scope.is === 'viewer' ? scope.sees : 'all') {
    case 'own':
      return [
        (where) =>
          named(where).add(
            (me) =>
              `(k.employee_id = ${me} or k.client_id = any (array(select id from client where responsible_id = ${me})))`,
            viewer.employeeId,
          ),
      ];
    case 'team':
      if (filter.employeeId ?? filter.clientId) return [named];
      return [
        ...viewer.teamIds.map(
          (team): Path =>
            (where) =>
              where.add((id) => `k.team_id = ${id}`, team),
        ),
        (where) =>
          where.add(
            (teams) =>
              `k.client_id is null and k.direction <> 'internal' and (k.team_id = any (${teams}::uuid[])) is not true`,
            viewer.teamIds,
          ),
      ];
    case 'all':
    case 'nothing':
      return [named];
  }
}
