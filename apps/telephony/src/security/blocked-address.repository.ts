import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';

export interface BlockedAddress {
  address: string;
  failures: number;
  /** How often it was blocked until now. */
  times: number;
  until: Date;
}

/** An address that has behaved for so long begins anew. */
const forgivenAfter = '7 days';

@Injectable()
export class BlockedAddressRepository {
  /**
   * @param durationMs for how long, by how often it was blocked
   * @returns the block as it is now
   */
  async block(
    tx: Tx,
    { address, failures, at }: { address: string; failures: number; at: Date },
    durationMs: (times: number) => number,
  ): Promise<BlockedAddress> {
    const [before] = await tx.query<{ times: number }>(
      `select times from blocked_address where address = $1 and until > now() - interval '${forgivenAfter}' for update`,
      [address],
    );
    const times = (before?.times ?? 0) + 1;
    const until = new Date(at.getTime() + durationMs(times));
    await tx.query(
      `insert into blocked_address (address, failures, times, blocked_at, until) values ($1, $2, $3, $4, $5)
       on conflict (address) do update set failures = excluded.failures, times = excluded.times, blocked_at = excluded.blocked_at,
         until = excluded.until`,
      [address, failures, times, at, until],
    );
    return { address, failures, times, until };
  }

  /** @returns whether it was blocked */
  async lift(tx: Tx, address: string): Promise<boolean> {
    const rows = await tx.query(
      `with was as (select address from blocked_address where address = $1 and until > now() for update)
       update blocked_address b set until = now(), times = 0 from was where b.address = was.address returning b.address`,
      [address],
    );
    return rows.length > 0;
  }

  /** Those that are kept out now, the newest first. */
  now(tx: Tx): Promise<BlockedAddress[]> {
    return tx.query<BlockedAddress>(
      `select host(address) as address, failures, times, until from blocked_address where until > now() order by blocked_at desc, address`,
    );
  }

  async all(tx: Tx): Promise<BlockedAddress[]> {
    return tx.query<BlockedAddress>('select host(address) as address, failures, times, until from blocked_address');
  }
}
