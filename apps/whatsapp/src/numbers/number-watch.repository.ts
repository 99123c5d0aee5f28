import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface Queue {
  readonly queued: number;
  /** The oldest that waits for something else than its turn; null: none does. */
  readonly oldestStuck: Date | null;
}

/** Figures by which one sees that a number is not well although it says so. */
@Injectable()
export class NumberWatchRepository {
  async queues(tx: Tx): Promise<Map<ChannelId, Queue>> {
    const rows = await tx.query<{ channel_id: ChannelId; queued: string; oldest: Date | null }>(
      `select channel_id, count(*) as queued,
              min(created_at) filter (where state = 'queued' and code is distinct from 'whatsapp.pace') as oldest
       from delivery where state in ('queued', 'sending') group by channel_id`,
    );
    return new Map(rows.map((row) => [row.channel_id, { queued: Number(row.queued), oldestStuck: row.oldest }]));
  }

  /**
   * In how many of the last four weeks something came within the same span of the week as the last `minutes`.
   * @returns weeks: as many as the number has been known for, at most 4
   */
  async usualIn(tx: Tx, channelId: ChannelId, minutes: number): Promise<{ weeks: number; lively: number }> {
    const [row] = await tx.query<{ weeks: number; lively: number }>(
      `select least(4, floor(extract(epoch from now() - n.created_at) / 604800))::int as weeks,
              (select count(*) from generate_series(1, 4) as week
               where exists (select from seen_message m where m.channel_id = n.channel_id and m.author = 'client'
                 and m.sent_at between now() - make_interval(weeks => week, mins => $2) and now() - make_interval(weeks => week)))::int as lively
       from number n where n.channel_id = $1`,
      [channelId, minutes],
    );
    return row ?? { weeks: 0, lively: 0 };
  }
}
