import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ConversationId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { Viewer } from '../../access/viewer.js';
import type { Because, DecisionCode, DecisionView } from './decision.view.js';

export interface Decision {
  readonly code: DecisionCode;
  readonly because: Because;
  readonly employeeId?: EmployeeId | null;
  readonly fromId?: EmployeeId | null;
  readonly teamId: TeamId | null;
  readonly count?: number | null;
  readonly minutes?: number | null;
}

const person = (alias: string) =>
  `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`;

@Injectable()
export class DecisionsRepository {
  async insert(tx: Tx, id: ConversationId, decision: Decision): Promise<void> {
    const { code, because, employeeId, fromId, teamId, count, minutes } = decision;
    await tx.query(
      `insert into routing_decision (id, conversation_id, code, because, employee_id, from_id, team_id, details)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[uuidv7(), id, code, because, employeeId ?? null, fromId ?? null, teamId],
        JSON.stringify({ count: count ?? null, minutes: minutes ?? null }),
      ],
    );
  }

  async sees(tx: Tx, viewer: Viewer, id: ConversationId): Promise<boolean> {
    const where = new Conditions().add((wanted) => `v.id = ${wanted}`, id).visibleTo(viewer, 'c');
    const rows = await tx.query(
      `select from conversation v join client c on c.id = v.client_id where ${where.sql}`,
      where.parameters,
    );
    return rows.length > 0;
  }

  /** The newest fifty first. */
  list(tx: Tx, id: ConversationId): Promise<DecisionView[]> {
    return tx.query<DecisionView>(
      `select d.id, to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, d.code, d.because,
         ${person('e')} as employee, ${person('f')} as "from", ${person('t')} as team,
         (d.details ->> 'count')::int as count, (d.details ->> 'minutes')::int as minutes
       from routing_decision d left join employee e on e.id = d.employee_id left join employee f on f.id = d.from_id
         left join team t on t.id = d.team_id
       where d.conversation_id = $1 order by d.at desc, d.id desc limit 50`,
      [id],
    );
  }
}
