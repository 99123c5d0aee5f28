import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { AccessPoliciesRepository } from '../access-policy/access-policies.repository.js';
import { isAddress, isHour } from '../access-policy/doorkeeping.js';
import { EmployeesRepository, type Employee } from '../employees/employees.repository.js';
import { viewerFrom, type Viewer } from '../viewer.js';
import { Sessions, type OpenedSession } from './sessions.js';
import type { Means } from './sessions.repository.js';

/** Where somebody comes from, as the HTTP edge knows it. */
export interface From {
  readonly ip: string;
  readonly userAgent: string;
}

export const fromOf = (request: Request): From => ({
  ip: request.ip ?? '',
  userAgent: request.get('user-agent') ?? '',
});

export interface Entered extends OpenedSession {
  readonly viewer: Viewer;
}

/** The one place where somebody gets in, by whatever means they have shown who they are. */
@Injectable()
export class Entrance {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly employees: EmployeesRepository,
    private readonly policies: AccessPoliciesRepository,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  /**
   * @param restricted they may set a second factor up, and nothing else
   * @throws UserError `session.refused` for whoever has been suspended meanwhile; `session.outside-hours`, `session.address-not-allowed` by policy
   */
  async open(tx: Tx, employeeId: EmployeeId, from: From, means: Means, { restricted = false } = {}): Promise<Entered> {
    const row = await this.employees.find(tx, employeeId);
    if (row?.status !== 'active') throw new UserError('session.refused');
    const { ip, userAgent } = from;
    await this.keepDoor(tx, row, ip);
    const opened = await this.sessions.open(tx, employeeId, { ip, userAgent, means, restricted });
    const action = restricted ? 'session.opened-to-enrol' : 'session.opened';
    this.audit.record(tx, { employeeId }, action, { body: { ip, means } });
    return { ...opened, viewer: viewerFrom(row) };
  }

  /** Asked of whoever has shown who they are, so that a stranger learns nothing of it. */
  private async keepDoor(tx: Tx, { id, role }: Employee, ip: string): Promise<void> {
    const rule = await this.policies.ruleFor(tx, id);
    const code = !isHour(rule, role, new Date())
      ? 'session.outside-hours'
      : !isAddress(rule?.addresses ?? [], ip)
        ? 'session.address-not-allowed'
        : null;
    if (code === null) return;
    // In a transaction of its own: this one comes to nothing.
    await this.uow.run((own) => {
      this.audit.record(own, null, 'session.kept-out', { subjectId: id, body: { ip, code } });
      return Promise.resolve();
    });
    throw new UserError(code);
  }
}
