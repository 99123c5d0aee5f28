import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { Bug, UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { EmployeesRepository, type Employee } from '../employees/employees.repository.js';
import { rightsOf, type Right } from '../rights.js';
import { OwnPassword } from '../sign-in/account/own-password.js';
import { Sessions } from '../sign-in/sessions.js';
import type { FoundSession } from '../sign-in/sessions.repository.js';
import { scopeOf, type Role, type Viewer } from '../viewer.js';
import {
  rightsForTokens,
  type IntegrationsView,
  type NewIntegration,
  type NewToken,
  type NewTokenView,
  type TokensView,
  type TokenView,
} from './token.view.js';
import { TokensRepository, type TokenRow } from './tokens.repository.js';

/** Nobody has so many programs; what asks for more is one of them, out of hand. */
const mostOfOne = 50;
const dayMs = 86_400_000;

/** Whoever asks, from where, and by which session: a token lets a program in, so a page left open is not enough. */
export interface Asking {
  readonly viewer: Viewer;
  readonly session: FoundSession;
  readonly ip: string;
}

/** Programs in the name of an employee: a part of their rights, for a time; see docs/decisions/0023-programs.md. */
@Injectable()
export class TokensService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TokensRepository,
    private readonly employees: EmployeesRepository,
    private readonly sessions: Sessions,
    private readonly ownPassword: OwnPassword,
    private readonly audit: Audit,
  ) {}

  mine(viewer: Viewer): Promise<TokensView> {
    return this.uow.as(scopeOf(viewer), async (tx) => ({
      items: (await this.repository.of(tx, viewer.employeeId)).map(viewOf),
      grantable: grantable(viewer.role),
    }));
  }

  /** Of everybody, the company's own first. */
  all(viewer: Viewer): Promise<IntegrationsView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      this.audit.record(tx, viewer, 'token.list-read');
      return { items: (await this.repository.all(tx)).map(viewOf), grantableOf };
    });
  }

  /** @throws UserError `token.right-not-allowed`, `token.limit-reached`, `password.missing`, `password.wrong`, `session.throttled` */
  make(asking: Asking, wanted: NewToken): Promise<NewTokenView> {
    return this.open(asking, wanted, asking.viewer.employeeId, false);
  }

  /** The company's, in the name of somebody. @throws as `make`, and UserError `employee.not-found` */
  integrate(asking: Asking, { employeeId, ...wanted }: NewIntegration): Promise<NewTokenView> {
    return this.open(asking, wanted, employeeId, true);
  }

  /** One's own; the company's, also where it acts in one's name, ends whoever manages integrations. @throws UserError `token.not-found` */
  revokeMine(viewer: Viewer, id: string): Promise<void> {
    return this.revoke(viewer, id, viewer.employeeId);
  }

  /** @throws UserError `token.not-found` */
  revokeAny(viewer: Viewer, id: string): Promise<void> {
    return this.revoke(viewer, id, null);
  }

  private async open(
    { viewer, session, ip }: Asking,
    { password, expiresInDays, ...wanted }: NewToken,
    employeeId: EmployeeId,
    integration: boolean,
  ): Promise<NewTokenView> {
    await this.ownPassword.checkUnlessFresh(viewer, session, password, ip);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const employee = await this.active(tx, employeeId);
      const beyond = wanted.rights.filter((right) => !grantable(employee.role).includes(right));
      if (beyond.length > 0) throw new UserError('token.right-not-allowed', { rights: beyond });
      if ((await this.repository.count(tx, employeeId)) >= mostOfOne)
        throw new UserError('token.limit-reached', { most: mostOfOne });
      const endsAt = expiresInDays === null ? null : new Date(Date.now() + expiresInDays * dayMs);
      const { id, token } = await this.sessions.openToken(tx, employeeId, endsAt);
      const rights = [...new Set(wanted.rights)];
      const row = { ...wanted, rights, id, ending: token.slice(-4), integration, madeBy: viewer.employeeId, endsAt };
      await this.repository.insert(tx, row);
      const { readOnly, seesContacts } = wanted;
      this.audit.record(tx, viewer, 'token.created', {
        subjectId: employeeId,
        body: { made: id, integration, rights, readOnly, seesContacts, days: expiresInDays },
      });
      return { token, view: await this.view(tx, id) };
    });
  }

  private revoke(viewer: Viewer, id: string, of: EmployeeId | null): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const employeeId = await this.repository.revoke(tx, id, of);
      if (employeeId === null) throw new UserError('token.not-found', { id });
      await this.sessions.endOneOf(tx, employeeId, id);
      this.audit.record(tx, viewer, 'token.revoked', { subjectId: employeeId, body: { revoked: id } });
    });
  }

  private async active(tx: Tx, id: EmployeeId): Promise<Employee> {
    const employee = await this.employees.find(tx, id);
    if (employee?.status !== 'active') throw new UserError('employee.not-found', { id });
    return employee;
  }

  private async view(tx: Tx, id: string): Promise<TokenView> {
    const row = await this.repository.find(tx, id);
    if (row === null) throw new Bug('token.vanished', { id });
    return viewOf(row);
  }
}

const grantable = (role: Role): Right[] => rightsForTokens.filter((right) => rightsOf[role].includes(right));

const grantableOf = {
  owner: grantable('owner'),
  manager: grantable('manager'),
  employee: grantable('employee'),
  administrator: grantable('administrator'),
};

const viewOf = ({ createdAt, expiresAt, lastUsedAt, ...rest }: TokenRow): TokenView => ({
  ...rest,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
