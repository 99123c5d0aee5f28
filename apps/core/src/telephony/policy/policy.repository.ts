import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { firstPolicy, type TelephonyPolicy } from './policy.view.js';

/** What somebody decided, over what holds until somebody does: a policy that was written before a field was there lacks it. */
export const policyFrom = (country: string | null, policy: Partial<TelephonyPolicy> | null): TelephonyPolicy => ({
  ...firstPolicy(country ?? 'UA'),
  ...policy,
});

@Injectable()
export class PolicyRepository {
  async get(tx: Tx): Promise<TelephonyPolicy> {
    const [row] = await tx.query<{ country: string | null; policy: Partial<TelephonyPolicy> | null }>(
      `select (select default_country from company) as country, (select policy from telephony_policy) as policy`,
    );
    return policyFrom(row?.country ?? null, row?.policy ?? null);
  }

  async put(tx: Tx, policy: TelephonyPolicy, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into telephony_policy (policy, changed_by) values ($1, $2)
       on conflict (single) do update set policy = excluded.policy, changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(policy), by],
    );
  }
}
