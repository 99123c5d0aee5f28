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

  async lift(tx: Tx, address: string): Promise<void> {
    await tx.query('update blocked_address set until = now(), times = 0 where address = $1', [address]);
  }

  async all(tx: Tx): Promise<BlockedAddress[]> {
    return tx.query<BlockedAddress>('select host(address) as address, failures, times, until from blocked_address');
  }
}
