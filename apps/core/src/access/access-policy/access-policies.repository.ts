import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Role } from '../viewer.js';
import type { AccessPolicyView, LoginHours } from './access-policy.view.js';
import type { AccessRule } from './doorkeeping.js';

export type Subject = { readonly role: Role } | { readonly employeeId: string };

/** The rule for one employee, as an expression: their own, or else that of their role. @param employee alias in the statement */
export const ruleOf = (employee: string): string =>
  `(select json_build_object('hours', p.hours, 'addresses', p.addresses) from access_policy p
    where p.employee_id = ${employee}.id or p.role = ${employee}.role order by p.employee_id nulls last limit 1)`;

@Injectable()
export class AccessPoliciesRepository {
  all(tx: Tx): Promise<AccessPolicyView[]> {
    return tx.query<AccessPolicyView>(
      `select p.role, case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as employee, p.hours, p.addresses
       from access_policy p left join employee e on e.id = p.employee_id order by p.role nulls last, lower(e.name), e.id`,
    );
  }

  async ruleFor(tx: Tx, id: EmployeeId): Promise<AccessRule | null> {
    const [row] = await tx.query<{ rule: AccessRule | null }>(
      `select ${ruleOf('e')} as rule from employee e where e.id = $1`,
      [id],
    );
    return row?.rule ?? null;
  }

  /** Whether it concerns an owner; null: there is no such employee. */
  async concernsOwner(tx: Tx, subject: Subject): Promise<boolean | null> {
    if ('role' in subject) return subject.role === 'owner';
    const [row] = await tx.query<{ role: Role }>(`select role from employee where id = $1`, [subject.employeeId]);
    return row === undefined ? null : row.role === 'owner';
  }

  async put(
    tx: Tx,
    subject: Subject,
    hours: LoginHours | null,
    addresses: readonly string[],
    by: EmployeeId,
  ): Promise<void> {
    const [role, employeeId] = 'role' in subject ? [subject.role, null] : [null, subject.employeeId];
    await tx.query(
      `delete from access_policy where role is not distinct from $1 and employee_id is not distinct from $2`,
      [role, employeeId],
    );
    // An employee's empty one is kept: it lifts what their role would ask of them.
    if (employeeId === null && hours === null && addresses.length === 0) return;
    await tx.query(
      `insert into access_policy (id, role, employee_id, hours, addresses, changed_by) values (gen_random_uuid(), $1, $2, $3, $4, $5)`,
      [role, employeeId, hours === null ? null : JSON.stringify(hours), addresses, by],
    );
  }

  async remove(tx: Tx, subject: Subject): Promise<void> {
    const [role, employeeId] = 'role' in subject ? [subject.role, null] : [null, subject.employeeId];
    await tx.query(
      `delete from access_policy where role is not distinct from $1 and employee_id is not distinct from $2`,
      [role, employeeId],
    );
  }
}
