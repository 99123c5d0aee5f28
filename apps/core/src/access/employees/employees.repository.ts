import { Injectable } from '@nestjs/common';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Locale } from '../sign-in/session.view.js';
import type { Role } from '../viewer.js';

export interface Employee {
  readonly id: EmployeeId;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly teamId: TeamId | null;
  readonly teamName: string | null;
  /** Where they work, first, and the teams that they head. */
  readonly teamIds: readonly TeamId[];
  readonly seesContacts: boolean;
  /** Null: as the browser, until somebody chooses. */
  readonly locale: Locale | null;
  /** As they stand under a letter. */
  readonly title: string | null;
  readonly phone: string | null;
  readonly status: 'active' | 'suspended';
  readonly createdAt: Date;
}

export interface SignInFacts {
  readonly id: EmployeeId;
  readonly role: Role;
  readonly status: Employee['status'];
  readonly passwordHash: string;
  /** Had a session from this address within the last 30 days. */
  readonly hasComeFromHere: boolean;
}

export type NewEmployeeRow = Omit<Employee, 'teamName' | 'teamIds' | 'title' | 'phone' | 'status' | 'createdAt'> & {
  readonly passwordHash: string;
};
export type EmployeeChanges = Partial<
  Pick<Employee, 'name' | 'role' | 'teamId' | 'seesContacts' | 'locale' | 'title' | 'phone' | 'status'> & {
    passwordHash: string;
  }
>;

const employee = `
  select e.id, e.name, e.email, e.role, e.team_id as "teamId", t.name as "teamName", teams_of(e.id) as "teamIds", e.sees_contacts as "seesContacts",
         e.locale, e.title, e.phone, e.status, e.created_at as "createdAt"
  from employee e left join team t on t.id = e.team_id`;

const columnOf = {
  name: 'name',
  role: 'role',
  teamId: 'team_id',
  seesContacts: 'sees_contacts',
  locale: 'locale',
  title: 'title',
  phone: 'phone',
  status: 'status',
  passwordHash: 'password_hash',
} as const satisfies Record<keyof EmployeeChanges, string>;

/** People. Nobody is deleted: their name stands under what they did. */
@Injectable()
export class EmployeesRepository {
  /** @param after name and id of the last row of the page before */
  page(tx: Tx, after: readonly string[] | null, limit: number): Promise<Employee[]> {
    return tx.query<Employee>(
      `${employee} where $1::text is null or (lower(e.name), e.id) > ($1, $2::uuid) order by lower(e.name), e.id limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  async find(tx: Tx, id: EmployeeId): Promise<Employee | null> {
    const [row] = await tx.query<Employee>(`${employee} where e.id = $1`, [id]);
    return row ?? null;
  }

  /** One statement, whether there is somebody or not. */
  async findForSignIn(tx: Tx, email: string, ip: string): Promise<SignInFacts | null> {
    const [row] = await tx.query<SignInFacts>(
      `select id, role, status, password_hash as "passwordHash",
              exists (select from session s where s.employee_id = e.id and s.ip = $2 and not s.restricted) as "hasComeFromHere"
       from employee e where email = $1`,
      [email, ip],
    );
    return row ?? null;
  }

  async hasEmail(tx: Tx, email: string): Promise<boolean> {
    return (await tx.query(`select from employee where email = $1`, [email])).length > 0;
  }

  /** @returns false when somebody has this e-mail already */
  async insert(tx: Tx, row: NewEmployeeRow): Promise<boolean> {
    const rows = await tx.query(
      `insert into employee (id, email, name, role, team_id, sees_contacts, locale, password_hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (email) do nothing returning id`,
      [row.id, row.email, row.name, row.role, row.teamId, row.seesContacts, row.locale, row.passwordHash],
    );
    return rows.length > 0;
  }

  async update(tx: Tx, id: EmployeeId, changes: EmployeeChanges): Promise<void> {
    const given = Object.entries(changes) as [keyof EmployeeChanges, unknown][];
    if (given.length === 0) return;
    const assignments = given.map(([name], n) => `${columnOf[name]} = $${n + 2}`).join(', ');
    await tx.query(`update employee set ${assignments} where id = $1`, [id, ...given.map(([, value]) => value)]);
  }

  /** The owners who can sign in, held until the end of the transaction: of two who suspend each other only one succeeds. */
  async lockOwners(tx: Tx): Promise<EmployeeId[]> {
    const rows = await tx.query<{ id: EmployeeId }>(
      `select id from employee where role = 'owner' and status = 'active' order by id for update`,
    );
    return rows.map((row) => row.id);
  }

  async hasOwner(tx: Tx): Promise<boolean> {
    return (await tx.query(`select from employee where role = 'owner' limit 1`)).length > 0;
  }
}
