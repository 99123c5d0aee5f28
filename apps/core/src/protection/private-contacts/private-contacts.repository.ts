import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { PrivateContactKind } from './private-contact.js';

export interface StoredPrivateContact {
  readonly id: string;
  readonly kind: PrivateContactKind;
  readonly sealedValue: Buffer;
  readonly createdAt: Date;
}

@Injectable()
export class PrivateContactsRepository {
  list(tx: Tx, employeeId: EmployeeId): Promise<StoredPrivateContact[]> {
    return tx.query<StoredPrivateContact>(
      `select id, kind, sealed_value as "sealedValue", created_at as "createdAt" from employee_private_contact
       where employee_id = $1 order by created_at, id`,
      [employeeId],
    );
  }

  async employeeExists(tx: Tx, id: EmployeeId): Promise<boolean> {
    return (await tx.query(`select from employee where id = $1`, [id])).length > 0;
  }

  async country(tx: Tx): Promise<string> {
    const [row] = await tx.query<{ country: string }>(`select default_country as country from company`);
    return row?.country ?? 'UA';
  }

  /** @returns false: they have it already */
  async insert(
    tx: Tx,
    contact: StoredPrivateContact & { employeeId: EmployeeId; fingerprint: string; createdBy: EmployeeId },
  ): Promise<boolean> {
    const rows = await tx.query(
      `insert into employee_private_contact (id, employee_id, kind, fingerprint, sealed_value, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (employee_id, fingerprint) do nothing returning id`,
      [
        ...[contact.id, contact.employeeId, contact.kind, contact.fingerprint, contact.sealedValue],
        ...[contact.createdBy, contact.createdAt],
      ],
    );
    return rows.length > 0;
  }

  async delete(tx: Tx, employeeId: EmployeeId, id: string): Promise<boolean> {
    const rows = await tx.query(
      `delete from employee_private_contact where id = $1 and employee_id = $2 returning id`,
      [id, employeeId],
    );
    return rows.length > 0;
  }

  /** Of everybody: by fingerprint, whose it is. As many as people have telephones. */
  async owners(tx: Tx): Promise<Map<string, EmployeeId>> {
    const rows = await tx.query<{ fingerprint: string; employeeId: EmployeeId }>(
      `select fingerprint, employee_id as "employeeId" from employee_private_contact`,
    );
    return new Map(rows.map((row) => [row.fingerprint, row.employeeId]));
  }
}
