import { hostname } from 'node:os';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { SETTINGS, type Settings } from '#libs/config';
import { plainMailPassword, type EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { cursorOf, pageFrom, readCursor, type Page } from '../../http/paging.js';
import { EmployeeAccess } from '../departure/employee-access.js';
import { OwnPassword } from '../sign-in/account/own-password.js';
import type { FoundSession } from '../sign-in/sessions.repository.js';
import { scopeOf, type Viewer } from '../viewer.js';
import { digestOf, newMailPassword } from './mail-password-secret.js';
import type {
  AnyMailPasswordView,
  MailPasswordView,
  MyMailPasswordsView,
  NewMailPassword,
  NewMailPasswordView,
} from './mail-password.view.js';
import { MailPasswordsRepository, type MailPasswordRow } from './mail-passwords.repository.js';

/** Nobody has so many devices. */
const mostOfOne = 20;

/** By which an employee's mail programs hand their letters in: one for each device, each with its own end. */
@Injectable()
export class MailPasswordsService implements OnModuleInit {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: MailPasswordsRepository,
    private readonly ownPassword: OwnPassword,
    private readonly access: EmployeeAccess,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.access.add({
      kind: 'mail-passwords',
      tables: ['mail_password'],
      count: (tx, id) => this.repository.count(tx, id),
      revoke: (tx, id) => this.repository.revokeAll(tx, id),
    });
  }

  mine(viewer: Viewer): Promise<MyMailPasswordsView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const items = (await this.repository.of(tx, viewer.employeeId)).map(viewOf);
      const employee = await this.repository.employee(tx, viewer.employeeId);
      return { items, program: this.program(employee?.email ?? '') };
    });
  }

  /** @throws UserError `mail-password.limit-reached`, `password.missing`, `password.wrong`, `session.throttled` */
  async make(
    viewer: Viewer,
    session: FoundSession,
    { name, password }: NewMailPassword,
    ip: string,
  ): Promise<NewMailPasswordView> {
    await this.ownPassword.checkUnlessFresh(viewer, session, password, ip);
    const secret = newMailPassword();
    const { employeeId } = viewer;
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if ((await this.repository.count(tx, employeeId)) >= mostOfOne)
        throw new UserError('mail-password.limit-reached', { most: mostOfOne });
      const digest = digestOf(plainMailPassword(secret));
      const row = await this.repository.insert(tx, { id: uuidv7(), employeeId, name, digest });
      this.audit.record(tx, viewer, 'mail-password.created', { subjectId: employeeId, body: { made: row.id } });
      return { secret, view: viewOf(row) };
    });
  }

  /** @throws UserError `employee.not-found` */
  of(viewer: Viewer, employeeId: EmployeeId): Promise<{ items: MailPasswordView[] }> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.see(tx, employeeId);
      this.audit.record(tx, viewer, 'mail-password.list-read', { subjectId: employeeId });
      return { items: (await this.repository.of(tx, employeeId)).map(viewOf) };
    });
  }

  /** Everybody's, by name. @throws UserError `page.cursor-invalid` */
  all(
    viewer: Viewer,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Page<AnyMailPasswordView>> {
    const after = readCursor(cursor, 2);
    if (after && !z.uuid().safeParse(after[1]).success) throw new UserError('page.cursor-invalid');
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.all(tx, after, limit + 1);
      if (after === null) this.audit.record(tx, viewer, 'mail-password.list-read', { body: { everybody: true } });
      return pageFrom(
        rows,
        limit,
        (row) => ({ ...viewOf(row), lastUsedFrom: withoutEnd(row.lastUsedFrom), employee: row.employee }),
        ({ key, id }) => cursorOf(key, id),
      );
    });
  }

  /** @throws UserError `mail-password.not-found` */
  revoke(viewer: Viewer, employeeId: EmployeeId, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.revoke(tx, employeeId, id))) throw new UserError('mail-password.not-found', { id });
      this.audit.record(tx, viewer, 'mail-password.revoked', { subjectId: employeeId, body: { revoked: id } });
    });
  }

  private async see(tx: Tx, id: EmployeeId): Promise<void> {
    if ((await this.repository.employee(tx, id)) === null) throw new UserError('employee.not-found', { id });
  }

  private program(login: string): MyMailPasswordsView['program'] {
    const { http, smtp } = this.settings;
    return {
      host: http.publicUrl ? new URL(http.publicUrl).hostname : hostname(),
      ...{ port: smtp.submissionPort, tlsPort: smtp.submissionTlsPort, login, ownCertificate: smtp.tls === null },
    };
  }
}

const viewOf = ({ id, name, createdAt, lastUsedAt, lastUsedFrom, program }: MailPasswordRow): MailPasswordView => ({
  id,
  ...{ name, lastUsedFrom, program },
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});

/** Enough to tell one's own network from a strange one, and not where somebody sits. */
function withoutEnd(address: string | null): string | null {
  if (address === null) return null;
  const [a, b, , d] = address.replace(/^::ffff:(?=\d+\.)/i, '').split('.');
  if (d !== undefined) return `${a}.${b}.…`;
  return `${address.split(':').slice(0, 2).join(':')}:…`;
}
