import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** What a signature is checked with. */
export interface PasskeyKey {
  readonly id: string;
  readonly employeeId: EmployeeId;
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: string[];
}

export interface NewPasskeyRow extends PasskeyKey {
  readonly name: string;
}

const key = `select id, employee_id as "employeeId", credential_id as "credentialId", public_key as "publicKey",
  counter::float8 as counter, transports from passkey`;

@Injectable()
export class PasskeysRepository {
  list(tx: Tx, employeeId: EmployeeId): Promise<Passkey[]> {
    return tx.query<Passkey>(
      `select id, name, created_at as "createdAt", last_used_at as "lastUsedAt" from passkey
       where employee_id = $1 order by created_at, id`,
      [employeeId],
    );
  }

  keysOf(tx: Tx, employeeId: EmployeeId): Promise<PasskeyKey[]> {
    return tx.query<PasskeyKey>(`${key} where employee_id = $1`, [employeeId]);
  }

  /** Held until the end of the transaction: its counter is compared and moved on. */
  async lock(tx: Tx, credentialId: Buffer): Promise<PasskeyKey | null> {
    const [row] = await tx.query<PasskeyKey>(`${key} where credential_id = $1 for update`, [credentialId]);
    return row ?? null;
  }

  /** @returns false when somebody has this one already */
  async insert(tx: Tx, row: NewPasskeyRow): Promise<boolean> {
    const rows = await tx.query(
      `insert into passkey (id, employee_id, credential_id, public_key, counter, transports, name)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (credential_id) do nothing returning id`,
      [row.id, row.employeeId, row.credentialId, row.publicKey, row.counter, row.transports, row.name],
    );
    return rows.length > 0;
  }

  async used(tx: Tx, id: string, counter: number): Promise<void> {
    await tx.query(`update passkey set counter = $2, last_used_at = now() where id = $1`, [id, counter]);
  }

  async rename(tx: Tx, employeeId: EmployeeId, id: string, name: string): Promise<boolean> {
    const rows = await tx.query(`update passkey set name = $3 where id = $2 and employee_id = $1 returning id`, [
      ...[employeeId, id, name],
    ]);
    return rows.length > 0;
  }

  async remove(tx: Tx, employeeId: EmployeeId, id: string): Promise<boolean> {
    const rows = await tx.query(`delete from passkey where id = $2 and employee_id = $1 returning id`, [
      employeeId,
      id,
    ]);
    return rows.length > 0;
  }

  /** What a new passkey of this person has to sign; one at a time. */
  async offer(tx: Tx, employeeId: EmployeeId, challenge: string, forS: number): Promise<void> {
    await tx.query(
      `insert into passkey_offer (employee_id, challenge, expires_at) values ($1, $2, now() + make_interval(secs => $3))
       on conflict (employee_id) do update set challenge = excluded.challenge, expires_at = excluded.expires_at`,
      [employeeId, challenge, forS],
    );
  }

  /** It is good once. */
  async takeOffer(tx: Tx, employeeId: EmployeeId): Promise<string | null> {
    const [row] = await tx.query<{ challenge: string; good: boolean }>(
      `delete from passkey_offer where employee_id = $1 returning challenge, expires_at > now() as good`,
      [employeeId],
    );
    return row?.good === true ? row.challenge : null;
  }
}
