import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { EmployeesRepository } from '../employees/employees.repository.js';
import { Sessions } from '../sign-in/sessions.js';
import type { FoundSession } from '../sign-in/sessions.repository.js';
import { scopeOf, type Viewer } from '../viewer.js';

/** The owner checks what somebody sees, by seeing it. Nothing can be changed meanwhile, and every reading names both. */
@Injectable()
export class ViewAsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly employees: EmployeesRepository,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  /** @throws UserError `employee.not-found`: also of oneself and of somebody who is suspended */
  async begin(viewer: Viewer, session: FoundSession, employeeId: EmployeeId): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      const wanted = await this.employees.find(tx, employeeId);
      if (wanted?.status !== 'active' || employeeId === viewer.employeeId)
        throw new UserError('employee.not-found', { id: employeeId });
      await this.sessions.viewAs(tx, session.id, employeeId);
      this.audit.record(tx, viewer, 'view-as.begun', { subjectId: employeeId });
    });
  }

  /** Nothing happens where nobody looks as somebody else. */
  async end(viewer: Viewer, session: FoundSession): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.sessions.viewAs(tx, session.id, null);
      if (viewer.behind) this.audit.record(tx, viewer, 'view-as.ended', { subjectId: viewer.employeeId });
    });
  }
}
