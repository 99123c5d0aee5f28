import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import type { TelephonyPolicy } from './policy.view.js';
import { PolicyRepository } from './policy.repository.js';

/** What the company allows on the telephone. */
@Injectable()
export class PolicyService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PolicyRepository,
    private readonly audit: Audit,
  ) {}

  get(viewer: Viewer): Promise<TelephonyPolicy> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.get(tx));
  }

  /** @throws UserError `policy.field-taken`, `policy.choices-missing` */
  async put(viewer: Viewer, policy: TelephonyPolicy): Promise<TelephonyPolicy> {
    const keys = policy.formFields.map((field) => field.key);
    const twice = keys.find((key, n) => keys.indexOf(key) !== n);
    if (twice !== undefined) throw new UserError('policy.field-taken', { key: twice });
    const empty = policy.formFields.find((field) => field.kind === 'choice' && field.choices.length === 0);
    if (empty) throw new UserError('policy.choices-missing', { key: empty.key });
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const before = await this.repository.get(tx);
      await this.repository.put(tx, policy, viewer.employeeId);
      const changed = (Object.keys(policy) as (keyof TelephonyPolicy)[]).filter(
        (name) => JSON.stringify(policy[name]) !== JSON.stringify(before[name]),
      );
      this.audit.record(tx, viewer, 'telephony.policy-changed', { body: { fields: changed.sort() } });
      return policy;
    });
  }
}
