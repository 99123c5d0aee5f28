import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { sqlStateOf, type Tx } from '#libs/database';
import type { CardFieldView } from './card-field.view.js';
import { CardFieldKeyTaken } from './fields.errors.js';

const columns = `id, key, label, kind, applies_to as "appliesTo", required, format, choices, archived_at is not null as archived`;
const uniqueViolation = '23505';

/** What the company wants to know of its clients: few rows, so they are always read together. */
@Injectable()
export class FieldsRepository {
  /** As the card shows them; archived ones at the end. */
  all(tx: Tx): Promise<CardFieldView[]> {
    return tx.query<CardFieldView>(`select ${columns} from card_field order by archived_at is not null, position, id`);
  }

  /** Those in use. */
  async inUse(tx: Tx): Promise<CardFieldView[]> {
    return (await this.all(tx)).filter(({ archived }) => !archived);
  }

  /** @throws CardFieldKeyTaken */
  async insert(tx: Tx, field: Omit<CardFieldView, 'archived'>, by: EmployeeId): Promise<void> {
    try {
      await tx.query(
        `insert into card_field (id, key, label, kind, applies_to, required, format, choices, position, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, (select coalesce(max(position), 0) + 1 from card_field), $9)`,
        [
          ...[field.id, field.key, field.label, field.kind, field.appliesTo, field.required, field.format],
          ...[field.choices, by],
        ],
      );
    } catch (error) {
      if (sqlStateOf(error) === uniqueViolation) throw new CardFieldKeyTaken(field.key);
      throw error;
    }
  }

  async save(tx: Tx, field: CardFieldView): Promise<void> {
    await tx.query(
      `update card_field set label = $2, applies_to = $3, required = $4, format = $5, choices = $6,
         archived_at = case when $7 then coalesce(archived_at, now()) end where id = $1`,
      [field.id, field.label, field.appliesTo, field.required, field.format, field.choices, field.archived],
    );
  }

  async order(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.query(
      `update card_field f set position = wanted.n from unnest($1::uuid[]) with ordinality as wanted (id, n) where f.id = wanted.id`,
      [ids],
    );
  }
}
