import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Bug, UserError } from '#libs/errors';
import type { EmployeeId } from '#libs/contracts';
import { Audit } from '../../audit/audit.js';
import { AccessPoliciesRepository } from '../access-policy/access-policies.repository.js';
import { closesAt } from '../access-policy/doorkeeping.js';
import { EmployeesRepository } from '../employees/employees.repository.js';
import { hasRight, rightsOf } from '../rights.js';
import { scopeOf, type Viewer } from '../viewer.js';
import { accountFromAddress, accountFromAnywhere, address, Attempts } from './attempts.js';
import { CompanyRepository } from '../../company/company.repository.js';
import type { From } from './entrance.js';
import { AccountNotices } from './notices/account-notices.repository.js';
import { Passwords } from './passwords.js';
import { ProviderRepository } from './provider/provider.repository.js';
import { SecondStepService, type AfterFirst } from './second-factor/second-step.service.js';
import type { MeView, SignIn } from './session.view.js';
import { Sessions } from './sessions.js';

@Injectable()
export class SignInService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly employees: EmployeesRepository,
    private readonly company: CompanyRepository,
    private readonly policies: AccessPoliciesRepository,
    private readonly sessions: Sessions,
    private readonly secondStep: SecondStepService,
    private readonly provider: ProviderRepository,
    private readonly notices: AccountNotices,
    private readonly attempts: Attempts,
    private readonly passwords: Passwords,
    private readonly audit: Audit,
  ) {}

  /**
   * The same answer, after the same time, for an unknown e-mail, a wrong password and somebody who is suspended.
   * @throws UserError `session.refused`, `session.throttled` with `retryAfterS`; `session.password-not-allowed` where the company's own
   * provider is the only way in
   */
  async signIn(given: SignIn, from: From): Promise<AfterFirst> {
    const email = given.email.trim().toLowerCase();
    const employee = await this.uow.run((tx) => this.employees.findForSignIn(tx, email, from.ip));
    const limits = [
      accountFromAddress(email, from.ip),
      address(from.ip),
      ...(employee?.hasComeFromHere ? [] : [accountFromAnywhere(email)]),
    ];
    await this.attempts.begin(limits);
    const known = employee?.status === 'active' ? employee.passwordHash : null;
    if (!(await this.passwords.matches(given.password, known)) || employee === null) {
      await this.noteRefusal(employee?.id ?? null, from.ip);
      throw new UserError('session.refused');
    }
    return this.uow.run(async (tx) => {
      await this.attempts.succeeded(tx, limits);
      const provider = await this.provider.find(tx);
      if (provider?.enabled === true && provider.passwords === 'owners' && employee.role !== 'owner')
        throw new UserError('session.password-not-allowed');
      return this.secondStep.after(tx, 'password', employee, from);
    });
  }

  async signOut(token: string): Promise<void> {
    await this.uow.run(async (tx) => {
      const employeeId = await this.sessions.end(tx, token);
      if (employeeId !== null) this.audit.record(tx, { employeeId }, 'session.closed');
    });
  }

  me(viewer: Viewer): Promise<MeView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.employees.find(tx, viewer.employeeId);
      const company = await this.company.find(tx);
      if (row === null || company === null) throw new Bug('session.without-employee', { id: viewer.employeeId });
      return {
        id: row.id,
        name: row.name,
        email: row.email,
        role: row.role,
        team: row.teamId === null ? null : { id: row.teamId, name: row.teamName ?? '' },
        seesContacts: viewer.seesContacts,
        locale: row.locale,
        viewedBy: viewer.behind ?? null,
        hoursEndAt: closesAt(await this.policies.ruleFor(tx, row.id), row.role, new Date())?.toISOString() ?? null,
        company,
        rights: rightsOf[row.role].filter((right) => hasRight(viewer, right)),
        notices: await this.notices.unseen(tx, viewer.employeeId),
      };
    });
  }

  /** @throws UserError `notice.not-found` */
  async seen(viewer: Viewer, noticeId: string): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.notices.seen(tx, viewer.employeeId, noticeId)))
        throw new UserError('notice.not-found', { id: noticeId });
    });
  }

  /** Also for an e-mail that nobody has: the difference could be measured. Throttling bounds how many there are. */
  private async noteRefusal(employeeId: EmployeeId | null, ip: string): Promise<void> {
    await this.uow.run((tx) => {
      this.audit.record(tx, null, 'session.refused', { subjectId: employeeId, body: { ip } });
      return Promise.resolve();
    });
  }
}
