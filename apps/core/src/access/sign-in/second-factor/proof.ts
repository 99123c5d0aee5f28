import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Audit } from '../../../audit/audit.js';
import { AccountNotices } from '../notices/account-notices.repository.js';
import { recoveryFingerprint } from './recovery-codes.js';
import { SecondFactorRepository } from './second-factor.repository.js';
import { stepOfCode } from './totp.js';

export const totpSealing = 'totp/secret';

/** Whether a code is right, which uses it up. */
@Injectable()
export class SecondFactorProof {
  constructor(
    private readonly repository: SecondFactorRepository,
    private readonly masterKey: MasterKey,
    private readonly notices: AccountNotices,
    private readonly audit: Audit,
  ) {}

  /** @param given six digits of the app, or a recovery code */
  async take(tx: Tx, employeeId: EmployeeId, given: string): Promise<boolean> {
    const digits = given.replaceAll(/\s/g, '');
    if (/^\d{6}$/.test(digits)) return this.takeCode(tx, employeeId, digits, { confirmed: true });
    if (!(await this.repository.takeRecoveryCode(tx, employeeId, recoveryFingerprint(this.masterKey, given))))
      return false;
    const { recoveryCodes: left } = await this.repository.of(tx, employeeId);
    await this.notices.tell(tx, employeeId, 'recovery-code-used', null);
    this.audit.record(tx, { employeeId }, 'recovery-code.used', { subjectId: employeeId, body: { left } });
    return true;
  }

  /** @param of.confirmed by the secret that is in use, or by one that is only shown */
  async takeCode(tx: Tx, employeeId: EmployeeId, code: string, of: { confirmed: boolean }): Promise<boolean> {
    const sealed = await this.repository.totpSecret(tx, employeeId, of.confirmed);
    if (sealed === null) return false;
    const step = stepOfCode(this.masterKey.unseal(sealed, totpSealing), code, new Date());
    return step !== null && (await this.repository.takeStep(tx, employeeId, step));
  }
}
