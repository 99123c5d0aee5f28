import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { firstSubmissionPolicy, type SubmissionPolicy } from './submission-policy.js';

@Injectable()
export class SubmissionPolicyRepository {
  /** What somebody decided, over what holds until somebody does. */
  async get(tx: Tx): Promise<SubmissionPolicy> {
    const [row] = await tx.query<{ policy: Partial<SubmissionPolicy> }>(`select policy from submission_policy`);
    return { ...firstSubmissionPolicy, ...row?.policy };
  }

  async put(tx: Tx, policy: SubmissionPolicy, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into submission_policy (policy, changed_by) values ($1, $2)
       on conflict (single) do update set policy = excluded.policy, changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(policy), by],
    );
  }
}
