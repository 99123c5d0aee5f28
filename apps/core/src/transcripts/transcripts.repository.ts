import { Injectable } from '@nestjs/common';
import type { CallId, ClientId, EmployeeId, InteractionId, RecordingId } from '#libs/contracts';
import { isPutOffTooFar, type Tx } from '#libs/database';
import {
  factsOfColumns,
  recordingColumns,
  type RecordingColumns,
  type RecordingFacts,
} from '../recordings/recording-facts.js';

/** A recording whose turn it is. */
export interface DueTranscript {
  readonly recording: RecordingFacts;
  /** How often it has been tried. */
  readonly attempts: number;
}

export interface TranscriptRow {
  state: 'waiting' | 'done' | 'failed';
  code: string | null;
  language: string | null;
  sealedWords: Buffer | null;
}

/** Whose page must look anew. */
export interface TranscribedCall {
  readonly callId: CallId;
  readonly recordingId: RecordingId;
  readonly clientId: ClientId | null;
  readonly interactionId: InteractionId | null;
  readonly spoke: readonly EmployeeId[];
}

/** Transcripts, and the queue of those that wait for theirs. There is one who works it, so nothing is locked. */
@Injectable()
export class TranscriptsRepository {
  /** What failed gets another chance, what is done or waits stays as it is. */
  async enqueue(tx: Tx, ids: readonly RecordingId[]): Promise<void> {
    await tx.query(
      `with queued as (
         insert into transcript (recording_id) select * from unnest($1::uuid[])
         on conflict (recording_id) do update set state = 'waiting', attempts = 0, due_at = now(), code = null where transcript.state = 'failed'
         returning recording_id
       )
       update call k set transcript = 'waiting' from queued q join recording r on r.id = q.recording_id where k.id = r.call_id`,
      [ids],
    );
  }

  async nextDue(tx: Tx): Promise<DueTranscript | null> {
    const rows = await tx.query<RecordingColumns & { attempts: number }>(
      `select ${recordingColumns('r')}, t.attempts from transcript t join recording r on r.id = t.recording_id
       where t.state = 'waiting' and t.due_at <= now() order by t.due_at, t.recording_id limit 1`,
    );
    if (!rows[0]) return null;
    const { attempts, ...columns } = rows[0];
    return { recording: factsOfColumns(columns), attempts };
  }

  /** What a clock that has gone back since has put off is due now. @param restsS after each attempt, in seconds */
  async followClock(tx: Tx, restsS: readonly number[]): Promise<void> {
    await tx.query(`update transcript set due_at = now() where state = 'waiting' and ${isPutOffTooFar(restsS)}`);
  }

  /** @returns null while the call is not known */
  done(
    tx: Tx,
    id: RecordingId,
    transcript: { sealedWords: Buffer; lexemes: string; language: string | null; model: string },
  ): Promise<TranscribedCall | null> {
    return this.settle(
      tx,
      `state = 'done', code = null, done_at = now(), sealed_words = $2, lexemes = $3::tsvector, language = $4, model = $5`,
      [id, transcript.sealedWords, transcript.lexemes, transcript.language, transcript.model],
    );
  }

  failed(tx: Tx, id: RecordingId, code: string): Promise<TranscribedCall | null> {
    return this.settle(tx, `state = 'failed', attempts = attempts + 1, code = $2`, [id, code]);
  }

  async postpone(tx: Tx, id: RecordingId, code: string, restMs: number): Promise<void> {
    await tx.query(
      `update transcript set attempts = attempts + 1, code = $2, due_at = now() + $3 * interval '1 millisecond' where recording_id = $1`,
      [id, code, restMs],
    );
  }

  async find(tx: Tx, id: RecordingId): Promise<TranscriptRow | null> {
    const rows = await tx.query<TranscriptRow>(
      `select state, code, language, sealed_words as "sealedWords" from transcript where recording_id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  private async settle(tx: Tx, change: string, parameters: readonly unknown[]): Promise<TranscribedCall | null> {
    const rows = await tx.query<TranscribedCall>(
      `with settled as (update transcript set ${change} where recording_id = $1 returning recording_id, state)
       update call k set transcript = s.state from settled s join recording r on r.id = s.recording_id where k.id = r.call_id
       returning k.id as "callId", s.recording_id as "recordingId", k.client_id as "clientId", k.interaction_id as "interactionId", k.spoke`,
      parameters,
    );
    return rows[0] ?? null;
  }
}
