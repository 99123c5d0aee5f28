import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import type { ProtectionPolicy } from './protection-policy.js';
import { ProtectionPolicyRepository } from './protection-policy.repository.js';

@Injectable()
export class ProtectionPolicyService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ProtectionPolicyRepository,
    private readonly audit: Audit,
  ) {}

  get(viewer: Viewer): Promise<ProtectionPolicy> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.get(tx));
  }

  put(viewer: Viewer, policy: ProtectionPolicy): Promise<ProtectionPolicy> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const before = await this.repository.get(tx);
      await this.repository.put(tx, policy, viewer.employeeId);
      const fields = (Object.keys(policy) as (keyof ProtectionPolicy)[]).filter(
        (name) => JSON.stringify(policy[name]) !== JSON.stringify(before[name]),
      );
      this.audit.record(tx, viewer, 'protection.policy-changed', { body: { fields: fields.sort() } });
      return policy;
    });
  }
}
