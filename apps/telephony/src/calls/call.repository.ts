import { Injectable } from '@nestjs/common';
import type { CallId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { CallRecord } from './call-record.js';

@Injectable()
export class CallRepository {
  async save(tx: Tx, record: CallRecord): Promise<void> {
    await tx.query(
      `insert into call (id, engine_ids, state, revision, record, started_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (id) do update set engine_ids = excluded.engine_ids, state = excluded.state, revision = excluded.revision,
         record = excluded.record`,
      [
        record.callId,
        record.legs.map(({ channel }) => channel),
        record.state,
        record.revision,
        JSON.stringify(record),
        record.startedAt,
      ],
    );
  }

  /** From now on its end has been told. */
  async markTold(tx: Tx, callId: CallId, endedAt: string, recording: 'follows' | 'none'): Promise<void> {
    await tx.query('update call set ended_at = $2, recording = $3 where id = $1', [callId, endedAt, recording]);
  }

  /** Calls whose end has not been told. */
  async findLive(tx: Tx): Promise<CallRecord[]> {
    const rows = await tx.query<{ record: CallRecord }>('select record from call where ended_at is null order by id');
    return rows.map(({ record }) => record);
  }

  /** @returns which of the engine's ids belong to a call of ours, and to which */
  async findByEngineIds(tx: Tx, engineIds: readonly string[]): Promise<Map<string, CallId>> {
    const rows = await tx.query<{ engine_id: string; id: CallId }>(
      `select engine_id, call.id from call, unnest(engine_ids) as engine_id
       where engine_ids && $1::text[] and engine_id = any ($1::text[])`,
      [engineIds],
    );
    return new Map(rows.map(({ engine_id, id }) => [engine_id, id]));
  }

  /** @returns those of the engine's ids whose call is over and told */
  async findEnded(tx: Tx, engineIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ engine_id: string }>(
      `select engine_id from call, unnest(engine_ids) as engine_id
       where engine_ids && $1::text[] and engine_id = any ($1::text[]) and ended_at is not null`,
      [engineIds],
    );
    return new Set(rows.map(({ engine_id }) => engine_id));
  }

  /** Ended calls of a span of time with what became of their sound, in order; `after` continues a list that was cut. */
  async listEnded(
    tx: Tx,
    { from, to, after, atMost }: { from: Date; to: Date; after: CallId | null; atMost: number },
  ): Promise<{ callId: CallId; recording: 'kept' | 'missing' | 'none' }[]> {
    return tx.query(
      `select c.id as "callId",
              case when c.recording <> 'follows' then 'none'
                   when exists (select from recording r where r.call_id = c.id and r.state = 'kept') then 'kept'
                   else 'missing' end as recording
       from call c
       where c.ended_at >= $1 and c.ended_at < $2 and ($3::uuid is null or c.id > $3)
         and not exists (select from recording r where r.call_id = c.id and r.state = 'waiting')
       order by c.id limit $4`,
      [from, to, after, atMost],
    );
  }

  /** What core has had for so long is core's alone to keep. */
  async forget(tx: Tx, endedBefore: Date): Promise<void> {
    await tx.query(
      `delete from call c where ended_at < $1 and not exists (select from recording r where r.call_id = c.id and r.state = 'waiting')`,
      [endedBefore],
    );
  }
}
