import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** Who a card is assigned to now. */
export interface CardAssignment {
  readonly responsibleId: EmployeeId | null;
  readonly teamId: TeamId | null;
}

@Injectable()
export class CardsRepository {
  async assignmentsOf(tx: Tx, clientIds: readonly ClientId[]): Promise<Map<ClientId, CardAssignment>> {
    const rows = await tx.query<CardAssignment & { id: ClientId }>(
      `select id, responsible_id as "responsibleId", team_id as "teamId" from client where id = any ($1::uuid[])`,
      [clientIds],
    );
    return new Map(rows.map(({ id, ...assignment }) => [id, assignment]));
  }
}
