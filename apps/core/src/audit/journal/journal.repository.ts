import { Injectable } from '@nestjs/common';
import type { ClosingStatement, Tx } from '#libs/database';
import { aroundNumber, type JournalEntry, type LaneHead } from './journal-entry.js';

@Injectable()
export class JournalRepository {
  /**
   * Takes a free chain until the end of the transaction, numbers, hashes and inserts. It waits for a chain only while all eight are taken.
   * @param start where to look first: a random one keeps writers apart
   */
  append(start: number, entries: readonly JournalEntry[], at: Date): ClosingStatement {
    const parts = entries.map((entry) => aroundNumber(entry, at.toISOString()));
    return {
      sql: 'select append_to_journal($1, $2, $3)',
      parameters: [start, parts.map(({ head }) => head), parts.map(({ tail }) => tail)],
    };
  }

  /** The newest entry of each chain that has one, in the order of the chains; eight index look-ups. */
  async heads(tx: Tx): Promise<LaneHead[]> {
    const rows = await tx.query<{ lane: number; seq: string; hash: string }>(
      `select lane, seq, hash from generate_series(0, 7) as of_lane,
         lateral (select lane, seq, hash from journal where lane >= of_lane order by lane, seq desc limit 1) as head where lane = of_lane order by lane`,
    );
    return rows.map((row) => ({ lane: row.lane, seq: Number(row.seq), hash: row.hash }));
  }
}
