import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface SeenChange {
  readonly messageId: string;
  readonly is: string;
  readonly by: string;
  /** '' where there is none. */
  readonly author: string;
  readonly at: Date;
  /** The sealed body of its event. */
  readonly told: Buffer;
}

@Injectable()
export class SeenChangeRepository {
  /** @returns the places in `changes` of those that are new */
  async insert(tx: Tx, channelId: ChannelId, changes: readonly SeenChange[]): Promise<Set<number>> {
    const rows = await tx.query<{ n: string }>(
      `with given as (
         select message_id, is_what, by_whom, author, at, told, n
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[]) with ordinality
           as given (message_id, is_what, by_whom, author, at, told, n)),
       fresh as (
         insert into seen_change (channel_id, message_id, is_what, by_whom, author, at, told)
         select $1, message_id, is_what, by_whom, author, at, told from given
         order by message_id, is_what, by_whom, author, at
         on conflict do nothing returning message_id, is_what, by_whom, author, at)
       select min(n) as n from given join fresh using (message_id, is_what, by_whom, author, at)
       group by message_id, is_what, by_whom, author, at`,
      [
        channelId,
        changes.map((one) => one.messageId),
        changes.map((one) => one.is),
        changes.map((one) => one.by),
        changes.map((one) => one.author),
        changes.map((one) => one.at),
        changes.map((one) => one.told),
      ],
    );
    return new Set(rows.map((row) => Number(row.n) - 1));
  }

  /** Bodies of the changes of these messages, in order. */
  async findTold(tx: Tx, channelId: ChannelId, messageIds: readonly string[]): Promise<Buffer[]> {
    const rows = await tx.query<{ told: Buffer }>(
      `select told from seen_change where channel_id = $1 and message_id = any($2::text[]) and told is not null order by at`,
      [channelId, messageIds],
    );
    return rows.map(({ told }) => told);
  }
}
