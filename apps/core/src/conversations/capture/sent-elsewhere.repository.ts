import { Injectable } from '@nestjs/common';
import type { ChannelId, EmployeeId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';

@Injectable()
export class SentElsewhereRepository {
  /** Letters that went out through us, by their Message-ID; the first where one was used again. */
  async sentByUs(tx: Tx, messageIds: readonly string[]): Promise<Map<string, InteractionId>> {
    const rows = await tx.query<{ messageId: string; id: InteractionId }>(
      `select distinct on (i.message_id) i.message_id as "messageId", i.id from interaction i
       where i.message_id = any ($1::text[]) and i.direction = 'outbound'
         and exists (select from delivery d where d.interaction_id = i.id)
       order by i.message_id, i.captured_at, i.id`,
      [messageIds],
    );
    return new Map(rows.map((row) => [row.messageId, row.id]));
  }

  /** Also of those who left: an old letter is theirs. E-mail and name in small letters. */
  people(
    tx: Tx,
    addresses: readonly string[],
    names: readonly string[],
  ): Promise<{ id: EmployeeId; email: string; name: string }[]> {
    return tx.query(
      `select id, email, lower(btrim(name)) as name from employee
       where email = any ($1::text[]) or lower(btrim(name)) = any ($2::text[])`,
      [addresses, names],
    );
  }

  async noteOutbound(tx: Tx, channels: ReadonlyMap<ChannelId, Date>): Promise<void> {
    if (channels.size === 0) return;
    await tx.query(
      `update channel set last_outbound_at = greatest(last_outbound_at, given.at)
       from unnest($1::uuid[], $2::timestamptz[]) as given (id, at)
       where channel.id = given.id and (last_outbound_at is null or last_outbound_at < given.at)`,
      [[...channels.keys()], [...channels.values()]],
    );
  }
}
