import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { DepartureSheet } from './departure.view.js';

export interface Leaver {
  readonly id: EmployeeId;
  readonly name: string;
  readonly status: 'active' | 'suspended';
}

export interface FoundSuccessor {
  readonly kind: 'employee' | 'team';
  readonly id: string;
  readonly name: string;
  readonly employeeId: EmployeeId | null;
  readonly teamId: string | null;
}

@Injectable()
export class DeparturesRepository {
  async find(tx: Tx, id: EmployeeId): Promise<Leaver | null> {
    const [row] = await tx.query<Leaver>(`select id, name, status from employee where id = $1`, [id]);
    return row ?? null;
  }

  /** Held until the end of the transaction: nothing is given to them meanwhile, and of two departures the second sees the first. */
  async lock(tx: Tx, id: EmployeeId): Promise<Leaver | null> {
    const [row] = await tx.query<Leaver>(`select id, name, status from employee where id = $1 for update`, [id]);
    return row ?? null;
  }

  /** Somebody who works here and sees clients, and stays so until the end of the transaction. */
  async employee(tx: Tx, id: string): Promise<FoundSuccessor | null> {
    const [row] = await tx.query<FoundSuccessor>(
      `select 'employee' as kind, id, name, id as "employeeId", team_id as "teamId" from employee
       where id = $1 and status = 'active' and role <> 'administrator' for share`,
      [id],
    );
    return row ?? null;
  }

  async team(tx: Tx, id: string): Promise<FoundSuccessor | null> {
    const [row] = await tx.query<FoundSuccessor>(
      `select 'team' as kind, id, name, null as "employeeId", id as "teamId" from team where id = $1`,
      [id],
    );
    return row ?? null;
  }

  async insert(tx: Tx, sheet: DepartureSheet): Promise<void> {
    await tx.query(
      `insert into departure (id, employee_id, at, by_id, successor_employee_id, successor_team_id, sheet) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        ...[sheet.id, sheet.employee.id, sheet.at, sheet.by.id],
        sheet.successor.kind === 'employee' ? sheet.successor.id : null,
        sheet.successor.kind === 'team' ? sheet.successor.id : null,
        JSON.stringify(sheet),
      ],
    );
  }

  /** The newest first. */
  async sheets(tx: Tx, employeeId: EmployeeId): Promise<DepartureSheet[]> {
    const rows = await tx.query<{ sheet: DepartureSheet }>(
      `select sheet from departure where employee_id = $1 order by at desc, id desc limit 50`,
      [employeeId],
    );
    return rows.map(({ sheet }) => sheet);
  }
}
