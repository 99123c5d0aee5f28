import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { ChainedEntry, LaneHead } from './journal-entry.js';

@Injectable()
export class JournalRepository {
  /**
   * Takes a free chain for the rest of the transaction; waits for one only while all eight are taken.
   * @param start where to look first: a random one keeps writers apart
   */
  async takeLane(tx: Tx, start: number): Promise<LaneHead> {
    const [head] = await tx.query<{ lane: number; seq: string; hash: string }>(
      'select lane, seq, hash from take_journal_lane($1)',
      [start],
    );
    return { lane: head!.lane, seq: Number(head!.seq), hash: head!.hash };
  }

  async insert(tx: Tx, entries: readonly ChainedEntry[]): Promise<void> {
    await tx.query(
      `insert into journal (seq, kind, action, actor_id, subject_id, client_id, at, body, prev_hash, hash)
       select * from unnest($1::bigint[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::jsonb[],
         $9::text[], $10::text[])`,
      [
        entries.map((entry) => entry.seq),
        entries.map((entry) => entry.kind),
        entries.map((entry) => entry.action),
        entries.map((entry) => entry.actorId),
        entries.map((entry) => entry.subjectId),
        entries.map((entry) => entry.clientId),
        entries.map((entry) => entry.at),
        entries.map((entry) => JSON.stringify(entry.body)),
        entries.map((entry) => entry.prevHash),
        entries.map((entry) => entry.hash),
      ],
    );
  }

  /** The newest entry of each chain that has one, in the order of the chains; eight index look-ups. */
  async heads(tx: Tx): Promise<LaneHead[]> {
    const rows = await tx.query<{ lane: number; seq: string; hash: string }>(
      `select lane, seq, hash from generate_series(0, 7) as of_lane,
         lateral (select lane, seq, hash from journal where lane = of_lane order by seq desc limit 1) as head order by lane`,
    );
    return rows.map((row) => ({ lane: row.lane, seq: Number(row.seq), hash: row.hash }));
  }
}
