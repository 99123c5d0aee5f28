import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { FoundProgress } from '../driver/driver.port.js';

/** What is told of a message before `send` has come back with its id waits here for a day. */
@Injectable()
export class EarlyProgressRepository {
  async keep(tx: Tx, channelId: ChannelId, found: readonly FoundProgress[]): Promise<void> {
    if (found.length === 0) return;
    await tx.query(
      `insert into early_progress (channel_id, message_id, state, at, code, reply)
       select $1, given.* from unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[])
         as given (message_id, state, at, code, reply) order by message_id, state
       on conflict do nothing`,
      [
        channelId,
        found.map((one) => one.messageId),
        found.map((one) => one.state),
        found.map((one) => one.at),
        found.map((one) => one.code),
        found.map((one) => one.reply),
      ],
    );
  }

  async take(tx: Tx, channelId: ChannelId, messageIds: readonly string[]): Promise<FoundProgress[]> {
    const rows = await tx.query<{
      message_id: string;
      state: FoundProgress['state'];
      at: Date;
      code: string | null;
      reply: string | null;
    }>(
      `delete from early_progress where channel_id = $1 and message_id = any($2::text[])
       returning message_id, state, at, code, reply`,
      [channelId, messageIds],
    );
    return rows.map(({ message_id, ...rest }) => ({ ...rest, messageId: message_id, deliveryId: null }));
  }

  async forget(tx: Tx): Promise<void> {
    await tx.query(`delete from early_progress where seen_at < now() - interval '1 day'`);
  }
}
