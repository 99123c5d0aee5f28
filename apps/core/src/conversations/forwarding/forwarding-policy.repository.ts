import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { firstForwardingPolicy, type ForwardingPolicy } from './forwarding-policy.view.js';

@Injectable()
export class ForwardingPolicyRepository {
  /** What somebody decided, over what holds until somebody does. */
  async get(tx: Tx): Promise<ForwardingPolicy> {
    const [row] = await tx.query<{ policy: Partial<ForwardingPolicy> }>(`select policy from forwarding_policy`);
    return { ...firstForwardingPolicy, ...row?.policy };
  }

  async put(tx: Tx, policy: ForwardingPolicy, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into forwarding_policy (policy, changed_by) values ($1, $2)
       on conflict (single) do update set policy = excluded.policy, changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(policy), by],
    );
  }

  /** Of these ids those that are mailboxes. */
  async mailboxes(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `select id from channel where id = any ($1::uuid[]) and medium = 'email' and not unsaved`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
