import { Injectable } from '@nestjs/common';
import type {
  CallId,
  ClientId,
  ConversationId,
  EmployeeId,
  InteractionId,
  RecordingId,
  RecordingMissing,
} from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { RecordingFacts } from '../recording-facts.js';

/** A call that has got its sound, and what of it the page must look at anew. */
export interface JoinedCall {
  readonly callId: CallId;
  readonly recordingId: RecordingId;
  readonly clientId: ClientId | null;
  readonly conversationId: ConversationId | null;
  readonly interactionId: InteractionId | null;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly spoke: readonly EmployeeId[];
}

export interface MissingCall {
  readonly callId: CallId;
  readonly clientId: ClientId | null;
  readonly employeeId: EmployeeId | null;
}

@Injectable()
export class KeptRecordingsRepository {
  /** One statement for all. @returns the ids of those that are new */
  async insertAll(tx: Tx, recordings: readonly RecordingFacts[]): Promise<Set<RecordingId>> {
    const rows = await tx.query<{ id: RecordingId }>(
      `insert into recording (id, call_id, kind, started_at, duration_ms, type, lanes, sha256, size, peaks_sha256, peaks_size, originals,
         pauses, cut, kept_at)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::int[], $6::text[], $7::smallint[], $8::text[],
         $9::bigint[], $10::text[], $11::bigint[], $12::jsonb[], $13::jsonb[], $14::boolean[], $15::timestamptz[])
       on conflict (id) do nothing returning id`,
      [
        recordings.map((r) => r.id),
        recordings.map((r) => r.callId),
        recordings.map((r) => r.kind),
        recordings.map((r) => r.startedAt),
        recordings.map((r) => r.durationMs),
        recordings.map((r) => r.type),
        recordings.map((r) => r.lanes),
        recordings.map((r) => r.sound.sha256),
        recordings.map((r) => r.sound.size),
        recordings.map((r) => r.peaks.sha256),
        recordings.map((r) => r.peaks.size),
        recordings.map((r) => JSON.stringify(r.originals)),
        recordings.map((r) => JSON.stringify(r.pauses)),
        recordings.map((r) => r.cut),
        recordings.map((r) => r.keptAt),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Calls without their recording get it: the conversation before a message that was left. @param since of what was kept from then on */
  join(tx: Tx, since: Date): Promise<JoinedCall[]> {
    return tx.query<JoinedCall>(
      `with kept as (
         select distinct on (call_id) call_id, id, kind from recording where kept_at >= $1 order by call_id, kind, started_at, id
       )
       update call k set recording_id = kept.id, transcript = coalesce((select t.state from transcript t where t.recording_id = kept.id), k.transcript)
       from kept where k.id = kept.call_id and (k.recording_id is null or (kept.kind = 'call'
         and exists (select from recording had where had.id = k.recording_id and had.kind = 'voicemail')))
       returning k.id as "callId", k.recording_id as "recordingId", k.client_id as "clientId", k.conversation_id as "conversationId",
         k.interaction_id as "interactionId", k.direction, k.spoke`,
      [since],
    );
  }

  /** Whether everything kept since then has its call. */
  async allJoined(tx: Tx, since: Date): Promise<boolean> {
    const rows = await tx.query<{ joined: boolean }>(
      `select not exists (select from recording r where r.kept_at >= $1 and not exists (select from call k where k.id = r.call_id))
         and not exists (select from recording_missing m where m.at >= $1 and not exists (select from call k where k.id = m.call_id)) as joined`,
      [since],
    );
    return rows[0]!.joined;
  }

  /** @returns false when it was known */
  async insertMissing(tx: Tx, { callId, code, at }: RecordingMissing): Promise<boolean> {
    const rows = await tx.query(
      `insert into recording_missing (call_id, code, at) values ($1, $2, $3) on conflict (call_id) do nothing returning call_id`,
      [callId, code, at],
    );
    return rows.length > 0;
  }

  joinMissing(tx: Tx, since: Date): Promise<unknown[]> {
    return tx.query(
      `update call k set recording_missing = m.code from recording_missing m
       where m.call_id = k.id and m.at >= $1 and k.recording_missing is distinct from m.code returning k.id`,
      [since],
    );
  }

  async findCall(tx: Tx, callId: CallId): Promise<MissingCall | null> {
    const rows = await tx.query<MissingCall>(
      `select id as "callId", client_id as "clientId", employee_id as "employeeId" from call where id = $1`,
      [callId],
    );
    return rows[0] ?? null;
  }
}
