import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { ForwardingPolicyRepository } from './forwarding-policy.repository.js';
import type { ForwardingPolicy } from './forwarding-policy.view.js';

@Injectable()
export class ForwardingPolicyService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ForwardingPolicyRepository,
    private readonly audit: Audit,
  ) {}

  get(viewer: Viewer): Promise<ForwardingPolicy> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.get(tx));
  }

  /** Holds for letters from now on. @throws UserError `channel.not-found` */
  put(viewer: Viewer, policy: ForwardingPolicy): Promise<ForwardingPolicy> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const ids = policy.channels.map(({ channelId }) => channelId);
      const known = await this.repository.mailboxes(tx, ids);
      const missing = ids.find((id) => !known.has(id));
      if (missing !== undefined) throw new UserError('channel.not-found', { id: missing });
      await this.repository.put(tx, policy, viewer.employeeId);
      this.audit.record(tx, viewer, 'forwarding.policy-changed', { body: { ...policy } });
      return policy;
    });
  }
}
