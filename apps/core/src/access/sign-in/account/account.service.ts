import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../../audit/audit.js';
import { EmployeesRepository } from '../../employees/employees.repository.js';
import { scopeOf, type Viewer } from '../../viewer.js';
import { Passwords } from '../passwords.js';
import { idleS, Sessions } from '../sessions.js';
import type { FoundSession } from '../sessions.repository.js';
import { AccountRepository, type SessionRow } from './account.repository.js';
import type { MeChange, PasswordChange, SessionView } from './account.view.js';
import { deviceWords } from './device-words.js';
import { OwnPassword } from './own-password.js';

/** What somebody does with their own account; and what whoever manages people may do with its sessions. */
@Injectable()
export class AccountService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AccountRepository,
    private readonly employees: EmployeesRepository,
    private readonly sessions: Sessions,
    private readonly passwords: Passwords,
    private readonly ownPassword: OwnPassword,
    private readonly audit: Audit,
  ) {}

  change(viewer: Viewer, change: MeChange): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.employees.update(tx, viewer.employeeId, change);
      this.sessions.afterCommit(tx);
      if (change.name !== undefined && change.name !== viewer.name)
        this.audit.record(tx, viewer, 'employee.changed', {
          subjectId: viewer.employeeId,
          body: { name: 'changed' },
        });
    });
  }

  /**
   * Whoever else is signed in with the old one is out.
   * @throws UserError `password.wrong`, `session.throttled`
   */
  async changePassword(viewer: Viewer, session: FoundSession, given: PasswordChange, ip: string): Promise<void> {
    await this.ownPassword.check(viewer, given.old, ip);
    const passwordHash = await this.passwords.hash(given.new);
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.employees.update(tx, viewer.employeeId, { passwordHash });
      const ended = await this.sessions.endOthersOf(tx, viewer.employeeId, session.id);
      this.audit.record(tx, viewer, 'password.changed', { subjectId: viewer.employeeId, body: { ended } });
    });
  }

  mySessions(viewer: Viewer, session: FoundSession): Promise<SessionView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.list(tx, viewer.employeeId, session));
  }

  /** @throws UserError `employee.not-found` */
  sessionsOf(viewer: Viewer, session: FoundSession, employeeId: EmployeeId): Promise<SessionView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.see(tx, employeeId);
      this.audit.record(tx, viewer, 'session.list-read', { subjectId: employeeId });
      return this.list(tx, employeeId, session);
    });
  }

  /** @throws UserError `session.not-found` when it is somebody else's, or over already */
  endOne(viewer: Viewer, employeeId: EmployeeId, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.sessions.endOneOf(tx, employeeId, id))) throw new UserError('session.not-found', { id });
      this.audit.record(tx, viewer, 'session.ended', { subjectId: employeeId, body: { sessions: 1 } });
    });
  }

  /** All but the one that asks. @throws UserError `employee.not-found` @returns how many there were */
  endOthers(viewer: Viewer, employeeId: EmployeeId, session: FoundSession): Promise<number> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.see(tx, employeeId);
      const ended = await this.sessions.endOthersOf(tx, employeeId, session.id);
      this.audit.record(tx, viewer, 'session.ended', { subjectId: employeeId, body: { sessions: ended } });
      return ended;
    });
  }

  private async list(tx: Tx, employeeId: EmployeeId, asking: FoundSession): Promise<SessionView[]> {
    const rows = await this.repository.sessionsOf(tx, employeeId, idleS);
    return rows.map((row) => viewOf(row, asking));
  }

  private async see(tx: Tx, id: EmployeeId): Promise<void> {
    if (!(await this.repository.employeeExists(tx, id))) throw new UserError('employee.not-found', { id });
  }
}

function viewOf({ id, ip, userAgent, means, since, lastSeenAt }: SessionRow, asking: FoundSession): SessionView {
  return {
    id,
    ...{ ip, means, device: deviceWords(userAgent ?? ''), current: id === asking.id },
    ...{ since: since.toISOString(), lastSeenAt: lastSeenAt.toISOString() },
  };
}
