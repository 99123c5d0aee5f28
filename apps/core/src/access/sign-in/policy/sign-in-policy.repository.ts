import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { firstSignInPolicy, type SignInPolicy } from './sign-in-policy.js';

@Injectable()
export class SignInPolicyRepository {
  /** What somebody decided, over what holds until somebody does. */
  async get(tx: Tx): Promise<SignInPolicy> {
    const [row] = await tx.query<{ policy: Partial<SignInPolicy> }>(`select policy from sign_in_policy`);
    return { ...firstSignInPolicy, ...row?.policy };
  }

  async put(tx: Tx, policy: SignInPolicy, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into sign_in_policy (policy, changed_by) values ($1, $2)
       on conflict (single) do update set policy = excluded.policy, changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(policy), by],
    );
  }
}
