import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export type StepPurpose = 'second-factor' | 'passkey' | 'provider';
export type FirstMeans = 'password' | 'provider';

export interface StepRow {
  readonly purpose: StepPurpose;
  readonly employeeId: EmployeeId | null;
  readonly firstMeans: FirstMeans | null;
  readonly sealedFacts: Buffer | null;
}

/** Only digests come here, as hex. */
@Injectable()
export class StepsRepository {
  async insert(
    tx: Tx,
    step: StepRow & { readonly tokenHash: string; readonly bindingHash: string; readonly forS: number },
  ): Promise<void> {
    await tx.query(`delete from sign_in_step where expires_at < now()`);
    await tx.query(
      `insert into sign_in_step (token_hash, binding_hash, purpose, employee_id, first_means, sealed_facts, expires_at)
       values (decode($1, 'hex'), decode($2, 'hex'), $3, $4, $5, $6, now() + make_interval(secs => $7))`,
      [
        ...[step.tokenHash, step.bindingHash, step.purpose, step.employeeId, step.firstMeans, step.sealedFacts],
        ...[step.forS],
      ],
    );
  }

  /** Held until the end of the transaction: of two that come with the same one, the second waits for what becomes of the first. */
  async lock(tx: Tx, tokenHash: string, bindingHash: string, purpose: StepPurpose): Promise<StepRow | null> {
    const [row] = await tx.query<StepRow>(
      `select purpose, employee_id as "employeeId", first_means as "firstMeans", sealed_facts as "sealedFacts"
       from sign_in_step where token_hash = decode($1, 'hex') and binding_hash = decode($2, 'hex')
         and purpose = $3 and expires_at > now() for update`,
      [tokenHash, bindingHash, purpose],
    );
    return row ?? null;
  }

  /** What the authenticator has to sign next. */
  async setFacts(tx: Tx, tokenHash: string, sealedFacts: Buffer | null): Promise<void> {
    await tx.query(`update sign_in_step set sealed_facts = $2 where token_hash = decode($1, 'hex')`, [
      tokenHash,
      sealedFacts,
    ]);
  }

  /** @returns how many there have been now */
  async countFailure(tx: Tx, tokenHash: string): Promise<number> {
    const [row] = await tx.query<{ failures: number }>(
      `update sign_in_step set failures = failures + 1 where token_hash = decode($1, 'hex') returning failures`,
      [tokenHash],
    );
    return row?.failures ?? 0;
  }

  async delete(tx: Tx, tokenHash: string): Promise<void> {
    await tx.query(`delete from sign_in_step where token_hash = decode($1, 'hex')`, [tokenHash]);
  }
}
