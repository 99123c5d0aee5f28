import { Injectable } from '@nestjs/common';
import type { ChannelId, WhatsappTallied } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface TallyRow {
  readonly from: Date;
  readonly to: Date;
  readonly expected: number;
  readonly missing: number;
}

@Injectable()
export class CompletenessRepository {
  /** @returns null: no number of ours */
  async nameOf(tx: Tx, id: ChannelId): Promise<string | null> {
    const [row] = await tx.query<{ name: string }>(`select name from channel where id = $1 and medium = 'whatsapp'`, [
      id,
    ]);
    return row?.name ?? null;
  }

  /** Of these messages, those that are not here; and which of them were asked for again after an earlier tally. */
  async missing(tx: Tx, { channelId, messageIds, at }: WhatsappTallied): Promise<{ id: string; asked: boolean }[]> {
    return tx.query<{ id: string; asked: boolean }>(
      `select given.id, exists (
         select from whatsapp_missing m where m.channel_id = $1 and m.provider_id = given.id and m.since < $3) as asked
       from (select distinct unnest($2::text[]) as id) given
       where not exists (select from message m where m.channel_id = $1 and m.provider_id = given.id) order by given.id`,
      [channelId, messageIds, at],
    );
  }

  /** The same time counted again is counted as it is now. */
  async note(
    tx: Tx,
    { channelId, from, to, messageIds, at }: WhatsappTallied,
    missing: readonly string[],
  ): Promise<void> {
    await tx.query(
      `insert into whatsapp_tally (channel_id, from_at, to_at, expected, missing, at) values ($1, $2, $3, $4, $5, $6)
       on conflict (channel_id, from_at, to_at) do update set expected = excluded.expected, missing = excluded.missing, at = excluded.at
       where whatsapp_tally.at <= excluded.at`,
      [channelId, from, to, new Set(messageIds).size, missing.length, at],
    );
    await tx.query(
      `insert into whatsapp_missing (channel_id, provider_id, since) select $1, id, $3 from unnest($2::text[]) as given (id)
       on conflict do nothing`,
      [channelId, missing, at],
    );
  }

  /** The newest first. */
  rows(tx: Tx, channelId: ChannelId, from: Date, to: Date, limit: number): Promise<TallyRow[]> {
    return tx.query<TallyRow>(
      `select from_at as "from", to_at as "to", expected, missing from whatsapp_tally
       where channel_id = $1 and to_at > $2 and from_at < $3 order by from_at desc, to_at desc limit $4`,
      [channelId, from, to, limit],
    );
  }
}
