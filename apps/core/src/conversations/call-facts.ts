import { z } from 'zod';
import {
  CallOutcome,
  type CallEnded,
  type CallId,
  type ClientId,
  type EmployeeId,
  type RecordingId,
  type TeamId,
} from '#libs/contracts';
import { PersonRef } from '../access/sign-in/session.view.js';
import type { Viewer } from '../access/viewer.js';
import { mayPlay } from '../recordings/playable.js';
import type { Direction } from './interaction-facts.js';

/** What a line of a call tells: facts, which the page puts into its own language. */
export const CallFactsView = z
  .object({
    callId: z.uuid(),
    outcome: CallOutcome.nullable(),
    answeredAt: z.iso.datetime().nullable(),
    /** Of the conversation; null where nobody answered. */
    durationMs: z.int().nullable(),
    /** From the first ring to the answer or to the end. */
    waitMs: z.int(),
    /** Whoever of ours spoke in it. */
    employees: z.array(PersonRef),
    marks: z.array(
      z.object({
        is: z.enum(['hold', 'recording-paused', 'transfer', 'conference', 'listening', 'cut']),
        from: z.iso.datetime(),
        to: z.iso.datetime().nullable(),
        employee: PersonRef.nullable(),
      }),
    ),
    cut: z.boolean(),
    /** Why there is no recording; null: there is one, or it is on its way. */
    missing: z.string().nullable(),
    transcript: z.enum(['none', 'waiting', 'done', 'failed']),
  })
  .meta({ id: 'CallFacts' });
export type CallFactsView = z.infer<typeof CallFactsView>;

/** Out of JSON: its times are text, to the microsecond. */
export interface CallFactsRow {
  callId: CallId;
  outcome: CallFactsView['outcome'];
  startedAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  spoke: EmployeeId[];
  teamId: TeamId | null;
  /** Those who spoke or stand in the marks. */
  people: { id: string; name: string }[] | null;
  marks: CallEnded['marks'];
  cut: boolean;
  missing: string | null;
  transcript: CallFactsView['transcript'];
  recordingId: RecordingId | null;
  employeesPlayOwn: boolean;
}

/** SQL: the facts of an interaction's call as JSON, or null. Looked up only where there can be one: say so in front of it. */
export const callFactsOf = (
  interaction: string,
): string => `(select json_build_object('callId', k.id, 'outcome', k.outcome,
    'startedAt', k.started_at, 'answeredAt', k.answered_at, 'endedAt', k.ended_at, 'spoke', k.spoke, 'teamId', k.team_id,
    'people', (select json_agg(json_build_object('id', e.id, 'name', e.name)) from employee e
      where e.id = any (k.spoke || array(select (m ->> 'employeeId')::uuid from jsonb_array_elements(k.marks) m))),
    'marks', k.marks, 'cut', k.cut, 'missing', k.recording_missing, 'transcript', k.transcript, 'recordingId', k.recording_id,
    'employeesPlayOwn', (select employees_play_own()))
  from call k where k.interaction_id = ${interaction} limit 1)`;

export function callFactsView(row: CallFactsRow): CallFactsView {
  const { callId, outcome, cut, missing, transcript } = row;
  const [start, end] = [Date.parse(row.startedAt), row.endedAt === null ? null : Date.parse(row.endedAt)];
  const answer = row.answeredAt === null ? null : Date.parse(row.answeredAt);
  const named = (id: string | null) => row.people?.find((person) => person.id === id) ?? null;
  return {
    callId,
    ...{ outcome, cut, missing, transcript },
    answeredAt: answer === null ? null : new Date(answer).toISOString(),
    durationMs: answer === null || end === null ? null : Math.max(0, end - answer),
    waitMs: Math.max(0, (answer ?? end ?? start) - start),
    employees: row.spoke.flatMap((id) => named(id) ?? []),
    marks: row.marks.map(({ is, from, to, employeeId }) => ({ is, from, to, employee: named(employeeId) })),
  };
}

/**
 * The recording of a call on a line that the viewer is shown, for whoever may hear it.
 * @param clientId of a card that the viewer sees; null: the call has none
 */
export function recordingFor(
  viewer: Viewer,
  { clientId, direction }: { clientId: ClientId | null; direction: Direction },
  call: CallFactsRow | null,
): RecordingId | null {
  if (call === null) return null;
  const { teamId: callTeamId, spoke, employeesPlayOwn } = call;
  // Whose line is shown, sees its card: how it is assigned has been asked already.
  const card = { clientId, responsibleId: viewer.employeeId, clientTeamId: null, grantedTo: [] };
  const hearing = { ...card, callTeamId, direction, spoke };
  return mayPlay(viewer, hearing, { employeesPlayOwn }) ? call.recordingId : null;
}
