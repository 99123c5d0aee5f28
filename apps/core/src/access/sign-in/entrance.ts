import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { EmployeesRepository } from '../employees/employees.repository.js';
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
    private readonly employees: EmployeesRepository,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  /**
   * @param restricted they may set a second factor up, and nothing else
   * @throws UserError `session.refused` for whoever has been suspended meanwhile
   */
  async open(tx: Tx, employeeId: EmployeeId, from: From, means: Means, { restricted = false } = {}): Promise<Entered> {
    const row = await this.employees.find(tx, employeeId);
    if (row?.status !== 'active') throw new UserError('session.refused');
    const { ip, userAgent } = from;
    const opened = await this.sessions.open(tx, employeeId, { ip, userAgent, means, restricted });
    const action = restricted ? 'session.opened-to-enrol' : 'session.opened';
    this.audit.record(tx, { employeeId }, action, { body: { ip, means } });
    return { ...opened, viewer: viewerFrom(row) };
  }
}
