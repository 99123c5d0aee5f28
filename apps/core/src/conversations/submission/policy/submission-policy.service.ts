import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import type { SubmissionPolicy } from './submission-policy.js';
import { SubmissionPolicyRepository } from './submission-policy.repository.js';

@Injectable()
export class SubmissionPolicyService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SubmissionPolicyRepository,
    private readonly audit: Audit,
  ) {}

  get(viewer: Viewer): Promise<SubmissionPolicy> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.get(tx));
  }

  put(viewer: Viewer, policy: SubmissionPolicy): Promise<SubmissionPolicy> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const before = await this.repository.get(tx);
      await this.repository.put(tx, policy, viewer.employeeId);
      const changed = (Object.keys(policy) as (keyof SubmissionPolicy)[]).filter(
        (name) => !isDeepStrictEqual(policy[name], before[name]),
      );
      this.audit.record(tx, viewer, 'submission.policy-changed', { body: { fields: changed.sort() } });
      return policy;
    });
  }
}
