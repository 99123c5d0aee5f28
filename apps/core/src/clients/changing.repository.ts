import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** What a card says is written here; the card must be locked. */
@Injectable()
export class ChangingRepository {
  /** @param change by name of field: `name`, `company`, `fields.tax-number`; null empties it */
  async change(tx: Tx, id: ClientId, change: Readonly<Record<string, string | null>>): Promise<void> {
    await tx.query(
      `update client set kind = coalesce($2, kind), name = coalesce($3, name), stage = coalesce($4, stage),
         company_id = case when $5 then $6::uuid else company_id end, fields = jsonb_strip_nulls(fields || $7::jsonb) where id = $1`,
      [
        ...[id, change['kind'] ?? null, change['name'] ?? null, change['stage'] ?? null],
        ...['company' in change, change['company'] ?? null, JSON.stringify(ownOf(change))],
      ],
    );
  }

  /** As `change`, of many; where a field was filled in, they count as confirmed. */
  async changeMany(
    tx: Tx,
    cards: readonly { id: ClientId; change: Readonly<Record<string, string | null>> }[],
    by: EmployeeId,
  ): Promise<void> {
    if (cards.length === 0) return;
    await tx.query(
      `update client c set kind = coalesce(w.said ->> 'kind', c.kind), name = coalesce(w.said ->> 'name', c.name),
         stage = coalesce(w.said ->> 'stage', c.stage),
         company_id = case when w.said ? 'company' then (w.said ->> 'company')::uuid else c.company_id end,
         fields = jsonb_strip_nulls(c.fields || w.own),
         fields_confirmed_at = case when w.own <> '{}' then now() else c.fields_confirmed_at end,
         fields_confirmed_by = case when w.own <> '{}' then $4 else c.fields_confirmed_by end
       from unnest($1::uuid[], $2::jsonb[], $3::jsonb[]) as w (id, said, own) where c.id = w.id`,
      [
        cards.map(({ id }) => id),
        cards.map(({ change }) => JSON.stringify(change)),
        cards.map(({ change }) => JSON.stringify(ownOf(change))),
        by,
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

/** What stands in the company's own fields, by their keys. */
const ownOf = (change: Readonly<Record<string, string | null>>): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(change).flatMap(([field, value]) =>
      field.startsWith('fields.') ? [[field.slice('fields.'.length), value] as const] : [],
    ),
  );
