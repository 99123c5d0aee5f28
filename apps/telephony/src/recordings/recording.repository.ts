import { Injectable } from '@nestjs/common';
import type { CallId, RecordingId, RecordingKept, RecordingPolicy } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Span } from './lane-meter.js';

/** Everything that is needed to make a recording out of its files, also by another process. */
export interface SpooledSound {
  id: RecordingId;
  callId: CallId;
  kind: RecordingKept['kind'];
  /** The files' names begin with it: see spool.ts. */
  source: string;
  facts: {
    startedAt: string;
    endedAt: string;
    policy: RecordingPolicy;
    pauses: RecordingKept['pauses'];
    /** From the beginning of the sound. */
    nobodySpeaks: Span[];
    cut: boolean;
  };
}

interface Row {
  id: RecordingId;
  call_id: CallId;
  kind: RecordingKept['kind'];
  source: string;
  facts: SpooledSound['facts'];
  attempts: number;
}

@Injectable()
export class RecordingRepository {
  /** What is there already under the same source stays as it is. */
  async add(tx: Tx, sounds: readonly SpooledSound[]): Promise<void> {
    for (const { id, callId, kind, source, facts } of sounds) {
      await tx.query(
        `insert into recording (id, call_id, kind, source, facts) values ($1, $2, $3, $4, $5) on conflict (source) do nothing`,
        [id, callId, kind, source, JSON.stringify(facts)],
      );
    }
  }

  async findDue(tx: Tx, atMost: number): Promise<(SpooledSound & { attempts: number })[]> {
    const rows = await tx.query<Row>(
      `select id, call_id, kind, source, facts, attempts from recording where state = 'waiting' and due_at <= now()
       order by due_at limit $1`,
      [atMost],
    );
    return rows.map(({ call_id: callId, ...row }) => ({ ...row, callId }));
  }

  async markKept(tx: Tx, id: RecordingId): Promise<void> {
    await tx.query(`update recording set state = 'kept', code = null, closed_at = now() where id = $1`, [id]);
  }

  async markMissing(tx: Tx, id: RecordingId, code: string): Promise<void> {
    await tx.query(`update recording set state = 'missing', code = $2, closed_at = now() where id = $1`, [id, code]);
  }

  async postpone(tx: Tx, id: RecordingId, code: string, inMs: number): Promise<void> {
    await tx.query(
      `update recording set attempts = attempts + 1, code = $2, due_at = now() + make_interval(secs => $3::float8 / 1000)
       where id = $1`,
      [id, code, inMs],
    );
  }

  /** @returns what is known of files by the name that they begin with */
  async findStates(tx: Tx, sources: readonly string[]): Promise<Map<string, 'waiting' | 'kept' | 'missing'>> {
    const rows = await tx.query<{ source: string; state: 'waiting' | 'kept' | 'missing' }>(
      'select source, state from recording where source = any ($1::text[])',
      [sources],
    );
    return new Map(rows.map(({ source, state }) => [source, state]));
  }

  async countWaiting(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from recording where state = 'waiting'`);
    return row?.n ?? 0;
  }
}
