import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface Colleague {
  readonly id: EmployeeId;
  readonly name: string;
  readonly seesCard: boolean;
}

@Injectable()
export class MentionsRepository {
  /** Those of them who work here and see clients at all, and whether they see this one. */
  colleagues(tx: Tx, ids: readonly string[], clientId: ClientId): Promise<Colleague[]> {
    return tx.query<Colleague>(
      `select id, name, core.employee_sees_card(id, $2) as "seesCard" from employee
       where id = any ($1::uuid[]) and status = 'active' and role <> 'administrator'`,
      [ids, clientId],
    );
  }

  /** A card that was opened so before stays open as long as the later of both says. */
  async open(
    tx: Tx,
    clientId: ClientId,
    employees: readonly EmployeeId[],
    grant: { by: EmployeeId; until: Date },
  ): Promise<void> {
    await tx.query(
      `insert into card_access (client_id, employee_id, source, granted_by, until)
       select $1, e, 'mention', $3, $4 from unnest($2::uuid[]) as e
       on conflict (employee_id, client_id, source, conversation_id) where ended_at is null
         do update set until = greatest(card_access.until, excluded.until)`,
      [clientId, employees, grant.by, grant.until],
    );
  }
}
