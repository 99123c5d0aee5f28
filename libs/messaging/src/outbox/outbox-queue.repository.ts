import { isDue, type Tx } from '#libs/database';
import type { AppError } from '#libs/errors';
import type { Envelope } from '../bus/bus.port.js';

/** How much waits, and for how long. */
export interface OutboxState {
  readonly waiting: number;
  /** Age of the oldest waiting row, seconds; 0 when nothing waits. */
  readonly oldestS: number;
  readonly parked: number;
}

/** A row that was not taken: later, or never unless a person says so. */
export interface Untaken {
  readonly id: string;
  readonly error: AppError;
  /** null: parked. */
  readonly retryInMs: number | null;
}

/** The outbox table as the relay's queue. Each method is one statement. */
export class OutboxQueueRepository {
  /** Due rows, oldest first; rows that another relay holds are passed over, and these stay locked until the transaction ends. */
  claimDue(tx: Tx, limit: number): Promise<Envelope[]> {
    // As text: the body goes through unread.
    return tx.query<Envelope>(
      `select id, topic, body::text as json, attempts as attempt from outbox
       where parked_code is null and ${isDue()} order by seq limit $1 for update skip locked`,
      [limit],
    );
  }

  async removeTaken(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await tx.query('delete from outbox where id = any($1::uuid[])', [ids]);
  }

  async keepUntaken(tx: Tx, rows: readonly Untaken[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `update outbox set attempts = attempts + 1, last_error = failed.error, parked_code = failed.parked_code,
         due_at = clock_timestamp() + make_interval(secs => failed.retry_in_ms / 1000.0)
       from unnest($1::uuid[], $2::int[], $3::text[], $4::json[]) as failed (id, retry_in_ms, parked_code, error)
       where outbox.id = failed.id`,
      [
        rows.map((row) => row.id),
        rows.map((row) => row.retryInMs ?? 0),
        rows.map((row) => (row.retryInMs === null ? row.error.code : null)),
        rows.map((row) => JSON.stringify(row.error.toWire())),
      ],
    );
  }

  async state(tx: Tx): Promise<OutboxState> {
    const [row] = await tx.query<{ waiting: string; oldest: string | null; parked: string }>(
      `select count(*) filter (where parked_code is null) as waiting,
         extract(epoch from now() - min(created_at) filter (where parked_code is null)) as oldest,
         count(*) filter (where parked_code is not null) as parked
       from outbox`,
    );
    return { waiting: Number(row!.waiting), oldestS: Number(row!.oldest ?? 0), parked: Number(row!.parked) };
  }
}
