import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../../audit/audit.js';
import type { Role } from '../../viewer.js';
import { Attempts, secondFactorOf } from '../attempts.js';
import { Entrance, type Entered, type From } from '../entrance.js';
import { AccountNotices } from '../notices/account-notices.repository.js';
import { requiresSecondFactor } from '../policy/sign-in-policy.js';
import { SignInPolicyRepository } from '../policy/sign-in-policy.repository.js';
import type { FirstMeans } from '../steps.repository.js';
import { Steps, type FoundStep, type OpenStep } from '../steps.js';
import { SecondFactorProof } from './proof.js';
import { SecondFactorRepository } from './second-factor.repository.js';
import type { SecondStepView } from './second-factor.view.js';

/** What comes after the first half of a sign-in: in, the second half, or setting one up. */
export type AfterFirst =
  | ({ readonly is: 'in' | 'enrolling' } & Entered)
  | ({ readonly is: 'half'; readonly means: SecondStepView['means'] } & OpenStep);

/** The second half of a sign-in. */
@Injectable()
export class SecondStepService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly steps: Steps,
    private readonly repository: SecondFactorRepository,
    private readonly policy: SignInPolicyRepository,
    private readonly proof: SecondFactorProof,
    private readonly entrance: Entrance,
    private readonly attempts: Attempts,
    private readonly notices: AccountNotices,
    private readonly audit: Audit,
  ) {}

  async after(
    tx: Tx,
    first: FirstMeans,
    employee: { readonly id: EmployeeId; readonly role: Role },
    from: From,
  ): Promise<AfterFirst> {
    const has = await this.repository.of(tx, employee.id);
    const means: SecondStepView['means'] = [
      ...(has.totpSince === null ? [] : (['code'] as const)),
      ...(has.passkeys === 0 ? [] : (['passkey'] as const)),
    ];
    if (means.length > 0) {
      const step = await this.steps.open(tx, 'second-factor', { employeeId: employee.id, firstMeans: first });
      return { is: 'half', ...step, means: has.recoveryCodes > 0 ? [...means, 'recovery'] : means };
    }
    const restricted = requiresSecondFactor(await this.policy.get(tx), employee.role);
    const entered = await this.entrance.open(tx, employee.id, from, first, { restricted });
    return { is: restricted ? 'enrolling' : 'in', ...entered };
  }

  /**
   * @throws UserError `second-factor.step-over` when it took too long, was used, or began in another browser; `second-factor.code-wrong`;
   * `session.throttled` with `retryAfterS`; `session.refused`
   */
  finish(given: { challenge: string; binding: string; code: string }, from: From): Promise<Entered> {
    return this.prove(given, from, 'code', (tx, employeeId) => this.proof.take(tx, employeeId, given.code));
  }

  /** The same for any proof. @param proves whether it is one; it uses it up */
  async prove(
    given: { challenge: string; binding: string },
    from: From,
    by: 'code' | 'passkey',
    proves: (tx: Tx, employeeId: EmployeeId, step: FoundStep) => Promise<boolean>,
  ): Promise<Entered> {
    const before = await this.uow.run((tx) => this.steps.find(tx, 'second-factor', given));
    if (before?.employeeId == null) throw new UserError('second-factor.step-over');
    const limits = [secondFactorOf(before.employeeId)];
    await this.attempts.begin(limits);
    const entered = await this.uow.run(async (tx) => {
      const step = await this.steps.find(tx, 'second-factor', given);
      if (step?.employeeId == null) throw new UserError('second-factor.step-over');
      const { employeeId, firstMeans } = step;
      if (!(await proves(tx, employeeId, step))) {
        await this.refused(tx, employeeId, given.challenge, from);
        return null;
      }
      await this.steps.done(tx, given.challenge);
      await this.attempts.succeeded(tx, limits);
      return this.entrance.open(tx, employeeId, from, `${firstMeans ?? 'password'}+${by}`);
    });
    if (entered === null) throw new UserError('second-factor.code-wrong');
    return entered;
  }

  /** Whoever gets here knows the password: the person is told when it goes on. */
  private async refused(tx: Tx, employeeId: EmployeeId, challenge: string, { ip }: From): Promise<void> {
    const over = await this.steps.failed(tx, challenge);
    if (over) await this.notices.tell(tx, employeeId, 'second-factor-guessed', null);
    this.audit.record(tx, null, 'second-factor.refused', { subjectId: employeeId, body: { ip } });
  }
}
