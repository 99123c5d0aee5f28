import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import {
  normalisedPrivate,
  privateFingerprint,
  type NewPrivateContact,
  type PrivateContactView,
} from './private-contact.js';
import { PrivateContactsRepository, type StoredPrivateContact } from './private-contacts.repository.js';

const purpose = 'private-contact/value';

/** Private numbers, addresses and names of employees: known so that they are noticed, and read by nobody but whoever manages people. */
@Injectable()
export class PrivateContactsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PrivateContactsRepository,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  /** @throws UserError `employee.not-found` */
  list(viewer: Viewer, employeeId: EmployeeId): Promise<PrivateContactView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.see(tx, employeeId);
      this.audit.record(tx, viewer, 'private-contacts.read', { subjectId: employeeId });
      return (await this.repository.list(tx, employeeId)).map((row) => this.view(row));
    });
  }

  /** @throws UserError `employee.not-found`, `private-contact.already-added`, `private-contact.invalid`, ContactPointInvalid */
  add(viewer: Viewer, employeeId: EmployeeId, contact: NewPrivateContact): Promise<PrivateContactView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.see(tx, employeeId);
      const value = normalisedPrivate(contact, await this.repository.country(tx));
      const { kind } = contact;
      const sealedValue = this.masterKey.seal(Buffer.from(value, 'utf8'), purpose);
      const row = { id: uuidv7(), kind, sealedValue, createdAt: new Date() };
      const fingerprint = privateFingerprint(this.masterKey, kind, value);
      const by = { employeeId, fingerprint, createdBy: viewer.employeeId };
      if (!(await this.repository.insert(tx, { ...row, ...by }))) throw new UserError('private-contact.already-added');
      this.audit.record(tx, viewer, 'private-contact.added', { subjectId: employeeId, body: { kind } });
      return this.view(row);
    });
  }

  /** @throws UserError `private-contact.not-found` */
  remove(viewer: Viewer, employeeId: EmployeeId, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.delete(tx, employeeId, id))) throw new UserError('private-contact.not-found', { id });
      this.audit.record(tx, viewer, 'private-contact.removed', { subjectId: employeeId });
    });
  }

  private async see(tx: Tx, employeeId: EmployeeId): Promise<void> {
    if (!(await this.repository.employeeExists(tx, employeeId)))
      throw new UserError('employee.not-found', { id: employeeId });
  }

  private view({ id, kind, sealedValue, createdAt }: StoredPrivateContact): PrivateContactView {
    const value = this.masterKey.unseal(sealedValue, purpose).toString('utf8');
    return { id, kind, value, createdAt: createdAt.toISOString() };
  }
}
