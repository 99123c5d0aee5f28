import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface SecondFactorRow {
  readonly totpSince: Date | null;
  readonly passkeys: number;
  readonly recoveryCodes: number;
}

@Injectable()
export class SecondFactorRepository {
  /** One statement for what somebody has. */
  async of(tx: Tx, employeeId: EmployeeId): Promise<SecondFactorRow> {
    const [row] = await tx.query<SecondFactorRow>(
      `select (select confirmed_at from totp where employee_id = $1) as "totpSince",
              (select count(*)::int from passkey where employee_id = $1) as passkeys,
              (select count(*)::int from recovery_code where employee_id = $1 and used_at is null) as "recoveryCodes"`,
      [employeeId],
    );
    return row ?? { totpSince: null, passkeys: 0, recoveryCodes: 0 };
  }

  /** A secret that is shown replaces one that was shown before; one that is in use stays. @returns false when one is in use */
  async offerTotp(tx: Tx, employeeId: EmployeeId, sealedSecret: Buffer): Promise<boolean> {
    const rows = await tx.query(
      `insert into totp (employee_id, sealed_secret) values ($1, $2)
       on conflict (employee_id) do update set sealed_secret = excluded.sealed_secret, last_step = 0
         where totp.confirmed_at is null
       returning employee_id`,
      [employeeId, sealedSecret],
    );
    return rows.length > 0;
  }

  /** @param confirmed whether one that is in use is wanted, or one that is only shown */
  async totpSecret(tx: Tx, employeeId: EmployeeId, confirmed: boolean): Promise<Buffer | null> {
    const [row] = await tx.query<{ sealed: Buffer }>(
      `select sealed_secret as sealed from totp where employee_id = $1 and (confirmed_at is not null) = $2`,
      [employeeId, confirmed],
    );
    return row?.sealed ?? null;
  }

  /** RFC 6238, 5.2: a code is taken once. @returns false when this step, or a later one, was taken before */
  async takeStep(tx: Tx, employeeId: EmployeeId, step: number): Promise<boolean> {
    const rows = await tx.query(
      `update totp set last_step = $2 where employee_id = $1 and last_step < $2 returning employee_id`,
      [employeeId, step],
    );
    return rows.length > 0;
  }

  async confirmTotp(tx: Tx, employeeId: EmployeeId): Promise<void> {
    await tx.query(`update totp set confirmed_at = now() where employee_id = $1`, [employeeId]);
  }

  async removeTotp(tx: Tx, employeeId: EmployeeId): Promise<boolean> {
    return (await tx.query(`delete from totp where employee_id = $1 returning employee_id`, [employeeId])).length > 0;
  }

  async replaceRecoveryCodes(tx: Tx, employeeId: EmployeeId, fingerprints: readonly Buffer[]): Promise<void> {
    await this.removeRecoveryCodes(tx, employeeId);
    await tx.query(`insert into recovery_code (employee_id, fingerprint) select $1, unnest($2::bytea[])`, [
      employeeId,
      fingerprints,
    ]);
  }

  async removeRecoveryCodes(tx: Tx, employeeId: EmployeeId): Promise<void> {
    await tx.query(`delete from recovery_code where employee_id = $1`, [employeeId]);
  }

  /** @returns false when there is no such code, or it was used before */
  async takeRecoveryCode(tx: Tx, employeeId: EmployeeId, fingerprint: Buffer): Promise<boolean> {
    const rows = await tx.query(
      `update recovery_code set used_at = now()
       where employee_id = $1 and fingerprint = $2 and used_at is null returning employee_id`,
      [employeeId, fingerprint],
    );
    return rows.length > 0;
  }

  async removePasskeys(tx: Tx, employeeId: EmployeeId): Promise<void> {
    await tx.query(`delete from passkey where employee_id = $1`, [employeeId]);
  }
}
