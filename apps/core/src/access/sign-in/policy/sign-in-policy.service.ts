import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Audit } from '../../../audit/audit.js';
import { scopeOf, type Viewer } from '../../viewer.js';
import type { SignInPolicy } from './sign-in-policy.js';
import { SignInPolicyRepository } from './sign-in-policy.repository.js';

@Injectable()
export class SignInPolicyService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SignInPolicyRepository,
    private readonly audit: Audit,
  ) {}

  get(viewer: Viewer): Promise<SignInPolicy> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.get(tx));
  }

  put(viewer: Viewer, policy: SignInPolicy): Promise<SignInPolicy> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.put(tx, policy, viewer.employeeId);
      this.audit.record(tx, viewer, 'sign-in.policy-changed', { body: policy });
      return policy;
    });
  }
}
