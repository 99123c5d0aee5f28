import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';

/** How many failures are free of charge, and how long the wait may grow after them. */
export interface Limit {
  /** A digest: neither an address nor an e-mail is kept. */
  readonly key: string;
  readonly free: number;
  readonly longestWaitS: number;
}

/** After so long without a failure the count begins anew. */
const forgetAfterS = 3_600;

@Injectable()
export class AttemptsRepository {
  /**
   * Takes the rows of these keys for this transaction, made where they are missing; in the order of the keys, so that nobody waits in a circle.
   * @returns seconds until the last of them is free again, 0 when all are
   */
  async lock(tx: Tx, keys: readonly string[]): Promise<number> {
    const rows = await tx.query<{ wait: number }>(
      `insert into login_failure as known (key, failures) select key, 0 from unnest($1::text[]) as k (key) order by key
       on conflict (key) do update set key = known.key
       returning coalesce(extract(epoch from blocked_until - clock_timestamp()), 0)::float8 as wait`,
      [keys],
    );
    return Math.max(0, ...rows.map((row) => row.wait));
  }

  /** Counts one failure for each; past the free ones the wait is 1 s, 2 s, 4 s, … */
  async count(tx: Tx, limits: readonly Limit[]): Promise<void> {
    await tx.query(
      `update login_failure f set failures = n.failures, last_at = clock_timestamp(), blocked_until =
         case when n.failures > l.free
           then clock_timestamp() + make_interval(secs => least(l.longest, power(2, least(n.failures - l.free - 1, 20)))) end
       from unnest($1::text[], $2::int[], $3::float8[]) as l (key, free, longest)
       cross join lateral (
         select case when o.last_at < clock_timestamp() - make_interval(secs => $4) then 1 else o.failures + 1 end as failures
         from login_failure o where o.key = l.key
       ) n
       where f.key = l.key`,
      [limits.map((l) => l.key), limits.map((l) => l.free), limits.map((l) => l.longestWaitS), forgetAfterS],
    );
  }

  async clear(tx: Tx, keys: readonly string[]): Promise<void> {
    await tx.query(`delete from login_failure where key = any ($1::text[])`, [keys]);
  }

  /** Takes one count back; a wait that runs goes on, or an intruder could end it by signing in as themselves. */
  async giveBack(tx: Tx, key: string): Promise<void> {
    await tx.query(`update login_failure set failures = greatest(failures - 1, 0) where key = $1`, [key]);
  }

  async forgetOld(tx: Tx): Promise<void> {
    await tx.query(`delete from login_failure where last_at < now() - interval '1 day'`);
  }
}
