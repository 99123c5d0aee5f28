import { Injectable } from '@nestjs/common';
import type { CallId, ClientId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface TalliedCall {
  readonly id: CallId;
  readonly clientId: ClientId | null;
  readonly employeeId: EmployeeId | null;
  readonly teamId: TeamId | null;
  /** Over, and on record where it was with the outside. */
  readonly captured: boolean;
  readonly recorded: boolean;
}

@Injectable()
export class TallyRepository {
  async known(tx: Tx, ids: readonly CallId[]): Promise<Map<CallId, TalliedCall>> {
    const rows = await tx.query<TalliedCall>(
      `select id, client_id as "clientId", employee_id as "employeeId", team_id as "teamId", recording_id is not null as recorded,
         phase = 'ended' and (interaction_id is not null or direction = 'internal' or outcome = 'refused') as captured
       from call where id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
