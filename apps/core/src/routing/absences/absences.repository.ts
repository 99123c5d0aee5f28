import { Injectable } from '@nestjs/common';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Role } from '../../access/viewer.js';

export interface AbsenceRow {
  readonly id: string;
  readonly employee: { id: EmployeeId; name: string };
  readonly substitute: { id: EmployeeId; name: string } | null;
  readonly since: Date;
  readonly until: Date | null;
  readonly teamId: TeamId | null;
}

export interface AbsentPerson {
  readonly id: EmployeeId;
  readonly name: string;
  readonly role: Role;
  readonly teamId: TeamId | null;
}

const absences = `
  select a.id, a.since, a.until, e.team_id as "teamId", json_build_object('id', e.id, 'name', e.name) as employee,
    case when s.id is not null then json_build_object('id', s.id, 'name', s.name) end as substitute
  from absence a join employee e on e.id = a.employee_id left join employee s on s.id = a.substitute_id
  where a.ended_at is null and (a.until is null or a.until > now())`;

/** SQL: somebody is away just now. */
export const isAbsent = (employee: string): string =>
  `exists (select from absence gone where gone.employee_id = ${employee} and gone.ended_at is null and gone.since <= now()
     and (gone.until is null or gone.until > now()))`;

/** SQL: the id of who stands in for somebody who is away just now, works here and is not away too; null: nobody does. */
export const substituteOf = (employee: string): string =>
  `(select s.id from absence a join employee s on s.id = a.substitute_id
     where a.employee_id = ${employee} and a.ended_at is null and a.since <= now() and (a.until is null or a.until > now())
       and s.status = 'active' and s.role <> 'administrator' and not ${isAbsent('s.id')} order by a.since desc limit 1)`;

@Injectable()
export class AbsencesRepository {
  /** That last or are to come. */
  list(tx: Tx): Promise<AbsenceRow[]> {
    return tx.query<AbsenceRow>(`${absences} order by a.since, a.id limit 500`);
  }

  async find(tx: Tx, id: string): Promise<AbsenceRow | null> {
    const [row] = await tx.query<AbsenceRow>(`${absences} and a.id = $1`, [id]);
    return row ?? null;
  }

  /** Of these ids those who work here and see clients. */
  colleagues(tx: Tx, ids: readonly string[]): Promise<AbsentPerson[]> {
    return tx.query<AbsentPerson>(
      `select id, name, role, team_id as "teamId" from employee
       where id = any ($1::uuid[]) and status = 'active' and role <> 'administrator'`,
      [ids],
    );
  }

  async insert(
    tx: Tx,
    absence: { id: string; employeeId: string; substituteId: string | null; since: Date; until: Date | null },
    by: EmployeeId,
  ): Promise<void> {
    await tx.query(
      `insert into absence (id, employee_id, substitute_id, since, until, created_by) values ($1, $2, $3, $4, $5, $6)`,
      [absence.id, absence.employeeId, absence.substituteId, absence.since, absence.until, by],
    );
  }

  async end(tx: Tx, id: string): Promise<void> {
    await tx.query(`update absence set ended_at = now() where id = $1 and ended_at is null`, [id]);
  }

  /** What waits for them is looked at again. */
  async lookAnew(tx: Tx, employeeId: string): Promise<void> {
    await tx.query(
      `update waiting set due_at = now() where conversation_id in (
         select w.conversation_id from conversation v join waiting w on w.conversation_id = v.id
         where v.handler_id = $1 for update of w skip locked)`,
      [employeeId],
    );
  }
}
