import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Audit } from '../../../audit/audit.js';
import { EmployeesRepository } from '../../employees/employees.repository.js';
import { scopeOf, type Role, type Viewer } from '../../viewer.js';
import { isFresh, OwnPassword } from '../account/own-password.js';
import { Attempts, secondFactorOf } from '../attempts.js';
import { CompanyRepository } from '../../../company/company.repository.js';
import { AccountNotices } from '../notices/account-notices.repository.js';
import { requiresSecondFactor } from '../policy/sign-in-policy.js';
import { SignInPolicyRepository } from '../policy/sign-in-policy.repository.js';
import { Sessions } from '../sessions.js';
import type { FoundSession } from '../sessions.repository.js';
import { SecondFactorProof, totpSealing } from './proof.js';
import { newRecoveryCodes, recoveryFingerprint } from './recovery-codes.js';
import { SecondFactorRepository } from './second-factor.repository.js';
import type { OwnSecondFactorView, SecondFactorView, TotpRemoval } from './second-factor.view.js';
import { newTotpSecret, totpOffer, type TotpOffer } from './totp.js';

/** What somebody has besides a password: set up, renewed and turned off by themselves; taken away by the owner when it is lost. */
@Injectable()
export class SecondFactorsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SecondFactorRepository,
    private readonly policy: SignInPolicyRepository,
    private readonly employees: EmployeesRepository,
    private readonly company: CompanyRepository,
    private readonly ownPassword: OwnPassword,
    private readonly proof: SecondFactorProof,
    private readonly attempts: Attempts,
    private readonly sessions: Sessions,
    private readonly notices: AccountNotices,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  own(viewer: Viewer, session: FoundSession): Promise<OwnSecondFactorView> {
    return this.uow.as(scopeOf(viewer), async (tx) => ({
      ...(await this.view(tx, viewer.employeeId, viewer.role)),
      fresh: isFresh(session),
    }));
  }

  /** @throws UserError `employee.not-found` */
  of(viewer: Viewer, employeeId: EmployeeId): Promise<SecondFactorView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.employees.find(tx, employeeId);
      if (row === null) throw new UserError('employee.not-found', { id: employeeId });
      return this.view(tx, employeeId, row.role);
    });
  }

  /**
   * A new secret, shown and not yet in use; a later one replaces it.
   * @throws UserError `second-factor.already-on`; as OwnPassword.checkUnlessFresh
   */
  async offerTotp(viewer: Viewer, session: FoundSession, password: string | undefined, ip: string): Promise<TotpOffer> {
    await this.ownPassword.checkUnlessFresh(viewer, session, password, ip);
    const secret = newTotpSecret();
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sealed = this.masterKey.seal(secret, totpSealing);
      if (!(await this.repository.offerTotp(tx, viewer.employeeId, sealed)))
        throw new UserError('second-factor.already-on');
      const [employee, company] = [await this.employees.find(tx, viewer.employeeId), await this.company.find(tx)];
      return totpOffer(secret, { issuer: `Keepline ${company?.name ?? ''}`.trim(), label: employee?.email ?? '' });
    });
  }

  /**
   * The app has the secret: from now on its code is asked for.
   * @returns recovery codes, where there were none
   * @throws UserError `second-factor.code-wrong`, `session.throttled`
   */
  async confirmTotp(tx: Tx, viewer: Viewer, code: string): Promise<string[]> {
    const digits = code.replaceAll(/\s/g, '');
    if (!(await this.proof.takeCode(tx, viewer.employeeId, digits, { confirmed: false })))
      throw new UserError('second-factor.code-wrong');
    await this.repository.confirmTotp(tx, viewer.employeeId);
    this.audit.record(tx, viewer, 'second-factor.turned-on', { subjectId: viewer.employeeId });
    return this.firstRecoveryCodes(tx, viewer);
  }

  /** @throws UserError as OwnPassword.checkUnlessFresh; `second-factor.off` when there is none that they could replace */
  async renewRecoveryCodes(
    viewer: Viewer,
    session: FoundSession,
    password: string | undefined,
    ip: string,
  ): Promise<string[]> {
    await this.ownPassword.checkUnlessFresh(viewer, session, password, ip);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const has = await this.repository.of(tx, viewer.employeeId);
      if (has.totpSince === null && has.passkeys === 0) throw new UserError('second-factor.off');
      return this.putRecoveryCodes(tx, viewer);
    });
  }

  /**
   * @throws UserError `password.wrong`, `second-factor.code-wrong`, `session.throttled`, `second-factor.required` when the policy asks for
   * one and this is the last
   */
  async turnTotpOff(viewer: Viewer, given: TotpRemoval, ip: string): Promise<void> {
    await this.ownPassword.check(viewer, given.password, ip);
    const limits = [secondFactorOf(viewer.employeeId)];
    await this.attempts.begin(limits);
    await this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.proof.take(tx, viewer.employeeId, given.code))) throw new UserError('second-factor.code-wrong');
      await this.repository.removeTotp(tx, viewer.employeeId);
      await this.afterRemoval(tx, viewer);
      await this.attempts.succeeded(tx, limits);
      this.audit.record(tx, viewer, 'second-factor.turned-off', { subjectId: viewer.employeeId });
    });
  }

  /**
   * For somebody who has lost theirs: all of it goes, and so do their sessions. They are told so when they next come in.
   * @throws UserError `employee.not-found`, `second-factor.off`
   */
  reset(viewer: Viewer, employeeId: EmployeeId): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if ((await this.employees.find(tx, employeeId)) === null)
        throw new UserError('employee.not-found', { id: employeeId });
      const had = await this.repository.of(tx, employeeId);
      if (had.totpSince === null && had.passkeys === 0) throw new UserError('second-factor.off');
      await this.repository.removeTotp(tx, employeeId);
      await this.repository.removePasskeys(tx, employeeId);
      await this.repository.removeRecoveryCodes(tx, employeeId);
      await this.sessions.endAllOf(tx, employeeId);
      await this.notices.tell(tx, employeeId, 'second-factor-reset', viewer.employeeId);
      this.audit.record(tx, viewer, 'second-factor.reset', {
        subjectId: employeeId,
        body: { passkeys: had.passkeys, totp: had.totpSince !== null },
      });
    });
  }

  /** @returns none where somebody has some already */
  async firstRecoveryCodes(tx: Tx, viewer: Viewer): Promise<string[]> {
    const { recoveryCodes } = await this.repository.of(tx, viewer.employeeId);
    return recoveryCodes > 0 ? [] : this.putRecoveryCodes(tx, viewer);
  }

  /** @throws UserError `second-factor.required` when the policy asks for one and none is left */
  async afterRemoval(tx: Tx, viewer: Viewer): Promise<void> {
    const left = await this.repository.of(tx, viewer.employeeId);
    if (left.totpSince !== null || left.passkeys > 0) return;
    if (requiresSecondFactor(await this.policy.get(tx), viewer.role)) throw new UserError('second-factor.required');
    await this.repository.removeRecoveryCodes(tx, viewer.employeeId);
  }

  private async putRecoveryCodes(tx: Tx, viewer: Viewer): Promise<string[]> {
    const codes = newRecoveryCodes();
    const fingerprints = codes.map((code) => recoveryFingerprint(this.masterKey, code));
    await this.repository.replaceRecoveryCodes(tx, viewer.employeeId, fingerprints);
    this.audit.record(tx, viewer, 'recovery-code.made', {
      subjectId: viewer.employeeId,
      body: { codes: codes.length },
    });
    return codes;
  }

  private async view(tx: Tx, employeeId: EmployeeId, role: Role): Promise<SecondFactorView> {
    const { totpSince, passkeys, recoveryCodes } = await this.repository.of(tx, employeeId);
    const required = requiresSecondFactor(await this.policy.get(tx), role);
    return { totpSince: totpSince?.toISOString() ?? null, passkeys, recoveryCodes, required };
  }
}
