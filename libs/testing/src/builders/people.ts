import { v7 as uuidv7 } from 'uuid';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { TestDatabase } from '../database/a-database.js';

export interface SavedTeam {
  readonly id: TeamId;
  readonly name: string;
}

/** Has the fields of core's Viewer, so whoever was saved can be passed as one. */
export interface SavedEmployee {
  readonly employeeId: EmployeeId;
  readonly name: string;
  readonly email: string;
  readonly role: 'owner' | 'manager' | 'employee' | 'administrator';
  readonly teamIds: readonly TeamId[];
  readonly seesContacts: boolean;
}

export const aCompany = (name = 'Company') => ({
  async saved(db: TestDatabase): Promise<void> {
    await db.query(`insert into core.company (name, default_country) values ($1, 'UA') on conflict do nothing`, [name]);
  },
});

export const aTeam = (name = `Team ${uuidv7().slice(-6)}`) => ({
  async saved(db: TestDatabase): Promise<SavedTeam> {
    const id = uuidv7() as TeamId;
    await db.query(`insert into core.team (id, name) values ($1, $2)`, [id, name]);
    return { id, name };
  },
});

/** `await anEmployee('Anna').inTeam(sales).seeingContacts().saved(db)` */
export class EmployeeBuilder {
  private role: SavedEmployee['role'] = 'employee';
  private team: SavedTeam | null = null;
  private seesContacts = false;
  private status = 'active';

  constructor(private readonly name: string) {}

  as(role: SavedEmployee['role']): this {
    this.role = role;
    return this;
  }

  inTeam(team: SavedTeam): this {
    this.team = team;
    return this;
  }

  seeingContacts(): this {
    this.seesContacts = true;
    return this;
  }

  suspended(): this {
    this.status = 'suspended';
    return this;
  }

  async saved(db: TestDatabase): Promise<SavedEmployee> {
    const employeeId = uuidv7() as EmployeeId;
    const { name, role, seesContacts, team } = this;
    const email = `${name.toLowerCase().replace(/\W+/g, '.')}.${employeeId.slice(-6)}@company.test`;
    await db.query(
      `insert into core.employee (id, email, name, role, team_id, sees_contacts, password_hash, status) values ($1, $2, $3, $4, $5, $6, '', $7)`,
      [employeeId, email, name, role, team?.id ?? null, seesContacts, this.status],
    );
    return { employeeId, name, email, role, teamIds: team ? [team.id] : [], seesContacts };
  }
}

export const anEmployee = (name = 'Anna Kovalenko'): EmployeeBuilder => new EmployeeBuilder(name);
export const aManager = (name = 'Maria Head'): EmployeeBuilder => new EmployeeBuilder(name).as('manager');
export const anOwner = (name = 'Olga Owner'): EmployeeBuilder => new EmployeeBuilder(name).as('owner');
