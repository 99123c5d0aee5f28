import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** What a card says is written here; the card must be locked. */
@Injectable()
export class ChangingRepository {
  /** @param change by name of field: `name`, `company`, `fields.tax-number`; null empties it */
  async change(tx: Tx, id: ClientId, change: Readonly<Record<string, string | null>>): Promise<void> {
    const own = Object.entries(change).flatMap(([field, value]) =>
      field.startsWith('fields.') ? [[field.slice('fields.'.length), value] as const] : [],
    );
    await tx.query(
      `update client set kind = coalesce($2, kind), name = coalesce($3, name), stage = coalesce($4, stage),
         company_id = case when $5 then $6::uuid else company_id end, fields = jsonb_strip_nulls(fields || $7::jsonb) where id = $1`,
      [
        ...[id, change['kind'] ?? null, change['name'] ?? null, change['stage'] ?? null],
        ...['company' in change, change['company'] ?? null, JSON.stringify(Object.fromEntries(own))],
      ],
    );
  }

  async confirmFields(tx: Tx, id: ClientId, by: EmployeeId): Promise<void> {
    await tx.query(`update client set fields_confirmed_at = now(), fields_confirmed_by = $2 where id = $1`, [id, by]);
  }

  /** Of those that the scope shows. */
  async isCompany(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`select from client where id = $1 and kind = 'company'`, [id])).length > 0;
  }

  /** Also people whom the viewer may not see: a company with people stays one. */
  async hasPeople(tx: Tx, id: ClientId): Promise<boolean> {
    const [row] = await tx.query<{ has: boolean }>(`select has_people($1) as has`, [id]);
    return row!.has;
  }
}
