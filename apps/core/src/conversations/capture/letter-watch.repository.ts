import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** Letters of one sender through one channel in one hour. */
export interface Tallied {
  channelId: ChannelId;
  /** Of the sender, hex. */
  sender: string;
  hour: Date;
  letters: number;
  automatic: number;
}

/** What is kept about senders while letters come in; each one statement for a whole batch. */
@Injectable()
export class LetterWatchRepository {
  /** Of these addresses and of their domains, those from which nothing is to be shown. */
  async blocked(tx: Tx, addresses: readonly string[]): Promise<Set<string>> {
    if (addresses.length === 0) return new Set();
    const rows = await tx.query<{ value: string }>(`select value from blocked_sender where value = any ($1::text[])`, [
      [...new Set(addresses.flatMap((address) => [address, domainOf(address)]))],
    ]);
    return new Set(rows.map((row) => row.value));
  }

  /** Adds up, and tells how many there are in that hour now. Hours that are over go along. */
  async tally(tx: Tx, letters: readonly Tallied[]): Promise<Tallied[]> {
    if (letters.length === 0) return [];
    // In one order for all writers, so that none waits in a circle.
    const sorted = letters.toSorted((a, b) => (a.channelId + a.sender < b.channelId + b.sender ? -1 : 1));
    return tx.query<Tallied>(
      `with over as (
         delete from letter_tally t using (select ctid from letter_tally where hour < now() - interval '2 hours' limit 200 for update skip locked) old
         where t.ctid = old.ctid
       )
       insert into letter_tally as t (channel_id, sender, hour, letters, automatic)
       select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::int[], $5::int[])
       on conflict (channel_id, sender, hour) do update set letters = t.letters + excluded.letters, automatic = t.automatic + excluded.automatic
       returning channel_id as "channelId", sender, hour, letters, automatic`,
      [
        sorted.map((one) => one.channelId),
        sorted.map((one) => one.sender),
        sorted.map((one) => one.hour),
        sorted.map((one) => one.letters),
        sorted.map((one) => one.automatic),
      ],
    );
  }

  /** @returns those of which nobody was told yet; now somebody is */
  cut(tx: Tx, pairs: readonly Pick<Tallied, 'channelId' | 'sender' | 'hour'>[]): Promise<{ channelId: ChannelId }[]> {
    return tx.query<{ channelId: ChannelId }>(
      `update letter_tally t set cut = true from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as given (channel_id, sender, hour)
       where t.channel_id = given.channel_id and t.sender = given.sender and t.hour = given.hour and not t.cut
       returning t.channel_id as "channelId"`,
      [pairs.map((one) => one.channelId), pairs.map((one) => one.sender), pairs.map((one) => one.hour)],
    );
  }

  /** Somebody writes from there: letters arrive there again. */
  async deliverable(tx: Tx, senders: readonly { address: string; at: Date }[]): Promise<void> {
    if (senders.length === 0) return;
    await tx.query(
      `update contact_point p set undeliverable_since = null, undeliverable_code = null, undeliverable_reply = null
       from unnest($1::text[], $2::timestamptz[]) as given (address, at)
       where p.undeliverable_since is not null and p.kind = 'email' and p.value = given.address and p.undeliverable_since < given.at`,
      [senders.map((one) => one.address), senders.map((one) => one.at)],
    );
  }
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
