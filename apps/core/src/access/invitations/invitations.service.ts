import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { Bug, UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { EmployeesRepository } from '../employees/employees.repository.js';
import { CompanyRepository } from '../../company/company.repository.js';
import { Passwords } from '../sign-in/passwords.js';
import { TeamsService } from '../teams/teams.service.js';
import { scopeOf, type Viewer } from '../viewer.js';
import type { InvitationView, Joining, JoiningView, NewInvitation, NewInvitationView } from './invitation.view.js';
import { InvitationsRepository, type FoundInvitation, type Invitation } from './invitations.repository.js';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
const newToken = (): string => randomBytes(32).toString('base64url');

/** Links by which somebody becomes an employee: shown once, good for seven days and for one person. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: InvitationsRepository,
    private readonly employees: EmployeesRepository,
    private readonly teams: TeamsService,
    private readonly company: CompanyRepository,
    private readonly passwords: Passwords,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<InvitationView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => (await this.repository.pending(tx)).map(viewOf));
  }

  /** @throws UserError `employee.email-taken`, `invitation.email-already-invited`, `team.not-found` */
  invite(viewer: Viewer, { email, teamId, ...rest }: NewInvitation): Promise<NewInvitationView> {
    const [id, token] = [uuidv7(), newToken()];
    const address = email.toLowerCase();
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const team = await this.teams.known(tx, teamId);
      if (await this.employees.hasEmail(tx, address)) throw new UserError('employee.email-taken');
      const row = { ...rest, id, email: address, teamId: team, tokenHash: hashOf(token), invitedBy: viewer.employeeId };
      if (!(await this.repository.insert(tx, row))) throw new UserError('invitation.email-already-invited');
      const { role, seesContacts } = rest;
      this.audit.record(tx, viewer, 'invitation.created', {
        subjectId: id,
        body: { role, teamId: team, seesContacts },
      });
      return { invitation: await this.view(tx, id), token };
    });
  }

  /** Another link, good for seven days; the one before is not any more. @throws UserError `invitation.not-found` */
  renew(viewer: Viewer, id: string): Promise<NewInvitationView> {
    const token = newToken();
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.renew(tx, id, hashOf(token)))) throw new UserError('invitation.not-found', { id });
      this.audit.record(tx, viewer, 'invitation.renewed', { subjectId: id });
      return { invitation: await this.view(tx, id), token };
    });
  }

  /** @throws UserError `invitation.not-found`: also when somebody has come by it */
  withdraw(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.withdraw(tx, id))) throw new UserError('invitation.not-found', { id });
      this.audit.record(tx, viewer, 'invitation.withdrawn', { subjectId: id });
    });
  }

  /** @throws UserError `invitation.not-found`, `invitation.used`, `invitation.withdrawn`, `invitation.expired` */
  look(token: string): Promise<JoiningView> {
    return this.uow.run(async (tx) => {
      const { name, email, expiresAt } = await this.open(tx, token);
      const company = await this.company.find(tx);
      if (company === null) throw new Bug('invitation.without-company');
      return { company: company.name, name, email, expiresAt: expiresAt.toISOString() };
    });
  }

  /**
   * They are an employee now, with a password that nobody else knows, and sign in with it as anybody does.
   * @throws as `look`, and UserError `employee.email-taken`
   */
  async join(token: string, { password, locale }: Joining): Promise<void> {
    // Asked before the hash is made: whoever guesses at links costs nothing.
    await this.uow.run((tx) => this.open(tx, token));
    const passwordHash = await this.passwords.hash(password);
    const employeeId = EmployeeId.parse(uuidv7());
    await this.uow.run(async (tx) => {
      const { id, email, name, role, teamId, seesContacts } = await this.open(tx, token);
      const row = { id: employeeId, email, name, role, teamId, seesContacts, locale, passwordHash };
      if (!(await this.employees.insert(tx, row))) throw new UserError('employee.email-taken');
      await this.repository.accept(tx, id, employeeId);
      const body = { role, teamId, seesContacts, invitationId: id };
      this.audit.record(tx, { employeeId }, 'invitation.accepted', { subjectId: id });
      this.audit.record(tx, { employeeId }, 'employee.created', { subjectId: employeeId, body });
    });
  }

  private async open(tx: Tx, token: string): Promise<FoundInvitation> {
    const found = await this.repository.lock(tx, hashOf(token));
    if (found === null) throw new UserError('invitation.not-found');
    if (found.state !== 'open') throw new UserError(`invitation.${found.state}`);
    return found;
  }

  private async view(tx: Tx, id: string): Promise<InvitationView> {
    const found = await this.repository.find(tx, id);
    if (found === null) throw new Bug('invitation.vanished', { id });
    return viewOf(found);
  }
}

function viewOf({ expired, createdAt, expiresAt, ...rest }: Invitation): InvitationView {
  const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return { ...rest, ...times, state: expired ? 'expired' : 'open' };
}
