import { Injectable } from '@nestjs/common';
import type {
  CallChanged,
  CallEnded,
  CallId,
  ChannelId,
  ClientId,
  ContactPointId,
  EmployeeId,
  TeamId,
} from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { ToldCall } from '../call-audience.js';

/** A call that is known already, as far as what comes of it needs. */
export interface KnownCall extends ToldCall {
  readonly channelId: ChannelId | null;
  readonly counterpart: string | null;
  readonly contactPointId: ContactPointId | null;
  readonly interactionId: string | null;
}

/** Of a call that nobody asked core about. */
export interface FirstFacts {
  readonly clientId: ClientId | null;
  readonly contactPointId: ContactPointId | null;
  readonly counterpart: string | null;
  readonly employeeId: EmployeeId | null;
  readonly teamId: TeamId | null;
}

const known = `id, phase, direction, client_id as "clientId", employee_id as "employeeId", team_id as "teamId", ringing, talking, spoke, consulted,
  channel_id as "channelId", counterpart, contact_point_id as "contactPointId", interaction_id as "interactionId"`;
/** The one who speaks first has the call, and it counts for their team. */
const firstSpeaker = (who: string) => `
  employee_id = case when cardinality(call.spoke) = 0 then coalesce(${who}, call.employee_id) else call.employee_id end,
  team_id = case when cardinality(call.spoke) = 0 then coalesce((select team_id from employee where id = ${who}), call.team_id) else call.team_id end`;

/**
 * Until the two hear each other nobody speaks: whoever has just picked up counts as rung, and does not lose sight of the call in between.
 * Whoever dialled out and hears it ringing is not rung.
 */
function stillRinging({ phase, direction, ringing, talking }: CallChanged): Pick<CallChanged, 'ringing' | 'talking'> {
  if (phase !== 'ringing') return { ringing, talking };
  return { ringing: direction === 'inbound' ? [...new Set([...ringing, ...talking])] : ringing, talking: [] };
}

/** Calls as the telephony role tells of them. A revision that is not newer changes nothing. */
@Injectable()
export class LiveCallsRepository {
  async lock(tx: Tx, id: CallId): Promise<KnownCall | null> {
    const [row] = await tx.query<KnownCall>(`select ${known} from call where id = $1 for no key update`, [id]);
    return row ?? null;
  }

  /** Nobody asked core about it: a fallback rang, or colleagues call each other. */
  async begin(tx: Tx, call: CallChanged | CallEnded, first: FirstFacts): Promise<void> {
    await tx.query(
      `insert into call (id, direction, channel_id, client_id, contact_point_id, counterpart, started_at, employee_id, team_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing`,
      [
        ...[call.callId, call.direction, call.channelId, first.clientId, first.contactPointId, first.counterpart],
        ...[call.startedAt, first.employeeId, first.teamId],
      ],
    );
  }

  /** @returns null when it is known to be older */
  async advance(tx: Tx, change: CallChanged): Promise<KnownCall | null> {
    const { ringing, talking } = stillRinging(change);
    const [row] = await tx.query<KnownCall>(
      `update call set revision = $2, phase = $3, channel_id = coalesce(channel_id, $4), answered_at = $5, ringing = $6, talking = $7,
         spoke = array(select distinct unnest(spoke || $7::uuid[])), listening = $8, consulted = $9, recording_paused = $10,
         ${firstSpeaker('($7::uuid[])[1]')}
       where id = $1 and revision < $2 returning ${known}`,
      [
        ...[change.callId, change.revision, change.phase, change.channelId, change.answeredAt],
        ...[ringing, talking, JSON.stringify(change.listening)],
        ...[change.consulted, change.recordingPaused],
      ],
    );
    return row ?? null;
  }

  /** @returns null when it is over already */
  async end(
    tx: Tx,
    ended: CallEnded,
    { formDue, missing }: { formDue: boolean; missing: string | null },
  ): Promise<KnownCall | null> {
    const spoke = [...new Set(ended.legs.filter((leg) => leg.answeredAt !== null).map((leg) => leg.employeeId))];
    const [row] = await tx.query<KnownCall>(
      `update call set revision = $2, phase = 'ended', channel_id = coalesce(channel_id, $3), outcome = $4, answered_at = $5, ended_at = $6,
         ringing = '{}', talking = '{}', listening = '[]', consulted = null, recording_paused = false, legs = $8, marks = $9, cut = $10,
         recording_missing = coalesce(recording_missing, $11), form_due = $12, spoke = array(select distinct unnest(spoke || $7::uuid[])),
         ${firstSpeaker('($7::uuid[])[1]')}
       where id = $1 and revision < $2 returning ${known}`,
      [
        ...[ended.callId, ended.revision, ended.channelId, ended.outcome, ended.answeredAt, ended.endedAt],
        ...[ended.outcome === 'answered' ? spoke : [], JSON.stringify(ended.legs), JSON.stringify(ended.marks)],
        ...[ended.cut, missing, formDue],
      ],
    );
    return row ?? null;
  }

  /** Asked about, and never heard of again: whoever asked died with it. A record that comes after all still counts. */
  async endForgotten(tx: Tx): Promise<number> {
    const rows = await tx.query(
      `update call set phase = 'ended', outcome = 'failed', ended_at = now()
       where phase = 'ringing' and revision = -1 and started_at < now() - interval '5 minutes' returning id`,
    );
    return rows.length;
  }
}
