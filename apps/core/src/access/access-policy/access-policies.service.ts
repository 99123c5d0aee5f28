import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { Sessions } from '../sign-in/sessions.js';
import { scopeOf, type Viewer } from '../viewer.js';
import { AccessPoliciesRepository, type Subject } from './access-policies.repository.js';
import type { AccessPoliciesView, AccessPolicyChange } from './access-policy.view.js';
import { isAddress } from './doorkeeping.js';

/** At which hours and from which addresses people get in; whoever is in when the hour ends is out within a minute. */
@Injectable()
export class AccessPoliciesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AccessPoliciesRepository,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer, ip: string): Promise<AccessPoliciesView> {
    return this.uow.as(scopeOf(viewer), async (tx) => ({
      items: await this.repository.all(tx),
      yourAddress: ip.replace(/^::ffff:(?=\d+\.)/i, ''),
    }));
  }

  /**
   * Owners cannot shut themselves out: they have no hours, and a list that concerns whoever saves it names the address they are at.
   * @throws UserError `employee.not-found`, `access-policy.owner-hours-not-allowed`, `access-policy.own-address-missing`
   */
  put(viewer: Viewer, ip: string, { subject, hours, addresses }: AccessPolicyChange): Promise<AccessPoliciesView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const ofOwner = await this.repository.concernsOwner(tx, subject);
      if (ofOwner === null) throw new UserError('employee.not-found');
      if (ofOwner && hours !== null) throw new UserError('access-policy.owner-hours-not-allowed');
      await this.repository.put(tx, subject, hours, addresses, viewer.employeeId);
      await this.refuseOwnLockout(tx, viewer, ip);
      this.record(tx, viewer, subject, { hours: hours !== null, addresses: addresses.length });
      return { items: await this.repository.all(tx), yourAddress: ip };
    });
  }

  /** One employee follows their role again. @throws UserError `access-policy.own-address-missing` */
  remove(viewer: Viewer, ip: string, employeeId: string): Promise<AccessPoliciesView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const subject = { employeeId };
      await this.repository.remove(tx, subject);
      await this.refuseOwnLockout(tx, viewer, ip);
      this.record(tx, viewer, subject, { removed: true });
      return { items: await this.repository.all(tx), yourAddress: ip };
    });
  }

  private async refuseOwnLockout(tx: Tx, viewer: Viewer, ip: string): Promise<void> {
    const own = await this.repository.ruleFor(tx, viewer.employeeId);
    if (own && !isAddress(own.addresses, ip)) throw new UserError('access-policy.own-address-missing', { address: ip });
  }

  private record(tx: Tx, viewer: Viewer, subject: Subject, what: Record<string, boolean | number>): void {
    this.sessions.afterCommit(tx);
    const subjectId = 'role' in subject ? null : subject.employeeId;
    const body = { ...what, ...('role' in subject ? { role: subject.role } : {}) };
    this.audit.record(tx, viewer, 'access-policy.changed', { subjectId, body });
  }
}
