import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { firstProtectionPolicy, type ProtectionPolicy } from './protection-policy.js';

@Injectable()
export class ProtectionPolicyRepository {
  /** What somebody decided, over what holds until somebody does. */
  async get(tx: Tx): Promise<ProtectionPolicy> {
    const [row] = await tx.query<{ policy: Partial<ProtectionPolicy> }>(`select policy from protection_policy`);
    return { ...firstProtectionPolicy, ...row?.policy };
  }

  async put(tx: Tx, policy: ProtectionPolicy, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into protection_policy (policy, changed_by) values ($1, $2)
       on conflict (single) do update set policy = excluded.policy, changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(policy), by],
    );
  }
}
