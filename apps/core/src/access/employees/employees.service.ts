import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { cursorOf, pageFrom, readCursor, type Page, type PageQuery } from '../../http/paging.js';
import { EmployeeAccess } from '../departure/employee-access.js';
import { Passwords } from '../sign-in/passwords.js';
import { Sessions } from '../sign-in/sessions.js';
import { TeamsService } from '../teams/teams.service.js';
import { scopeOf, type Viewer } from '../viewer.js';
import type { EmployeeChange, EmployeeView, NewEmployee } from './employee.view.js';
import { EmployeesRepository, type Employee, type EmployeeChanges } from './employees.repository.js';

/** Who works here. The owner decides; every change is an audit entry; nobody is ever deleted. */
@Injectable()
export class EmployeesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: EmployeesRepository,
    private readonly teams: TeamsService,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly access: EmployeeAccess,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer, { cursor, limit }: PageQuery): Promise<Page<EmployeeView>> {
    const after = readCursor(cursor, 2);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.page(tx, after, limit + 1);
      return pageFrom(rows, limit, viewOf, (row) => cursorOf(row.name.toLowerCase(), row.id));
    });
  }

  async create(viewer: Viewer, { password, email, teamId, ...rest }: NewEmployee): Promise<EmployeeView> {
    const id = EmployeeId.parse(uuidv7());
    const passwordHash = await this.passwords.hash(password);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const team = await this.teams.known(tx, teamId);
      const row = { ...rest, id, email: email.toLowerCase(), teamId: team, passwordHash };
      if (!(await this.repository.insert(tx, row))) throw new UserError('employee.email-taken');
      const { role, seesContacts } = rest;
      this.audit.record(tx, viewer, 'employee.created', { subjectId: id, body: { role, teamId: team, seesContacts } });
      return this.view(tx, id);
    });
  }

  async change(viewer: Viewer, id: EmployeeId, { password, teamId, ...rest }: EmployeeChange): Promise<EmployeeView> {
    const passwordHash = password === undefined ? undefined : await this.passwords.hash(password);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const owners = await this.repository.lockOwners(tx);
      const before = await this.get(tx, id);
      const losesOwner = (rest.role !== undefined && before.role === 'owner') || rest.status === 'suspended';
      if (losesOwner && owners.includes(id) && owners.length === 1) throw new UserError('employee.last-owner', { id });
      const changes: EmployeeChanges = {
        ...rest,
        ...(teamId === undefined ? {} : { teamId: await this.teams.known(tx, teamId) }),
        ...(passwordHash === undefined ? {} : { passwordHash }),
      };
      await this.repository.update(tx, id, changes);
      if (rest.role === 'employee' || rest.role === 'administrator') await this.teams.behead(tx, viewer, id);
      if (rest.status === 'suspended') await this.suspend(tx, viewer, id);
      else if (passwordHash !== undefined) await this.sessions.endAllOf(tx, id);
      else this.sessions.afterCommit(tx);
      this.audit.record(tx, viewer, 'employee.changed', { subjectId: id, body: onRecord(changes) });
      return this.view(tx, id);
    });
  }

  /** Whatever they got in by ends, and comes back by itself as little as they do. Cards stay theirs: only a departure passes them on. */
  private async suspend(tx: Tx, viewer: Viewer, id: EmployeeId): Promise<void> {
    const revoked = (await this.access.revokeAll(tx, id)).filter(({ count }) => count > 0);
    const body = Object.fromEntries(revoked.map(({ kind, count }) => [kind, count]));
    this.audit.record(tx, viewer, 'employee.access-revoked', { subjectId: id, body });
  }

  private async get(tx: Tx, id: EmployeeId): Promise<Employee> {
    const found = await this.repository.find(tx, id);
    if (found === null) throw new UserError('employee.not-found', { id });
    return found;
  }

  private async view(tx: Tx, id: EmployeeId): Promise<EmployeeView> {
    return viewOf(await this.get(tx, id));
  }
}

/** The journal keeps no names and no secrets: that these changed is enough. */
function onRecord({ name, phone, passwordHash, ...rest }: EmployeeChanges) {
  return {
    ...rest,
    ...(name === undefined ? {} : { name: 'changed' }),
    ...(phone === undefined ? {} : { phone: 'changed' }),
    ...(passwordHash === undefined ? {} : { password: 'changed' }),
  };
}

function viewOf(row: Employee): EmployeeView {
  const { id, name, email, role, seesContacts, locale, title, phone, status } = row;
  const team = row.teamId === null ? null : { id: row.teamId, name: row.teamName ?? '' };
  return {
    id,
    name,
    email,
    role,
    team,
    seesContacts,
    locale,
    title,
    phone,
    status,
    createdAt: row.createdAt.toISOString(),
  };
}
