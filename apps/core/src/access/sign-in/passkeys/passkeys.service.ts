import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { UnitOfWork, type Tx } from '#libs/database';
import { Bug, UserError } from '#libs/errors';
import { Audit } from '../../../audit/audit.js';
import { EmployeesRepository } from '../../employees/employees.repository.js';
import { scopeOf, type Viewer } from '../../viewer.js';
import { deviceWords } from '../account/device-words.js';
import { OwnPassword } from '../account/own-password.js';
import type { From } from '../entrance.js';
import { Enrolment, type Enrolled } from '../second-factor/enrolment.js';
import { SecondFactorsService } from '../second-factor/second-factors.service.js';
import type { FoundSession } from '../sessions.repository.js';
import type { NewPasskey, PasskeyOptions, PasskeysView } from './passkey.view.js';
import { PasskeysRepository } from './passkeys.repository.js';
import type { RelyingParty } from './relying-party.js';
import { creationOptions, newCredential } from './webauthn.js';

const offerS = 300;

/** One's own passkeys: added, named and removed. */
@Injectable()
export class PasskeysService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PasskeysRepository,
    private readonly employees: EmployeesRepository,
    private readonly ownPassword: OwnPassword,
    private readonly factors: SecondFactorsService,
    private readonly enrolment: Enrolment,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer, party: RelyingParty | null): Promise<PasskeysView> {
    return this.uow.as(scopeOf(viewer), async (tx) => ({
      available: party !== null,
      items: (await this.repository.list(tx, viewer.employeeId)).map(({ id, name, createdAt, lastUsedAt }) => ({
        ...{ id, name, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null },
      })),
    }));
  }

  /** @throws UserError `passkey.unavailable`; as OwnPassword.checkUnlessFresh */
  async offer(
    viewer: Viewer,
    session: FoundSession,
    party: RelyingParty | null,
    password: string | undefined,
    ip: string,
  ): Promise<PasskeyOptions> {
    if (party === null) throw new UserError('passkey.unavailable');
    await this.ownPassword.checkUnlessFresh(viewer, session, password, ip);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const employee = await this.employees.find(tx, viewer.employeeId);
      if (employee === null) throw new Bug('session.without-employee', { id: viewer.employeeId });
      const has = await this.repository.keysOf(tx, viewer.employeeId);
      const options = await creationOptions(party, employee, has);
      await this.repository.offer(tx, viewer.employeeId, options.challenge, offerS);
      return { options: { ...options } };
    });
  }

  /** @throws UserError `passkey.unavailable`, `passkey.refused`, `passkey.already-added` */
  async add(
    viewer: Viewer,
    session: FoundSession,
    party: RelyingParty | null,
    { name, response }: NewPasskey,
    from: From,
  ): Promise<Enrolled> {
    if (party === null) throw new UserError('passkey.unavailable');
    const challenge = await this.uow.run((tx) => this.repository.takeOffer(tx, viewer.employeeId));
    const credential = challenge === null ? null : await newCredential(party, challenge, response);
    if (credential === null) throw new UserError('passkey.refused');
    return this.enrolment.complete(viewer, session, from, 'passkey', async (tx) => {
      const id = uuidv7();
      const row = { id, employeeId: viewer.employeeId, name: name || nameBy(from), ...credential };
      if (!(await this.repository.insert(tx, row))) throw new UserError('passkey.already-added');
      this.audit.record(tx, viewer, 'passkey.added', { subjectId: viewer.employeeId, body: { passkeyId: id } });
      return this.factors.firstRecoveryCodes(tx, viewer);
    });
  }

  /** @throws UserError `passkey.not-found` */
  rename(viewer: Viewer, id: string, name: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.rename(tx, viewer.employeeId, id, name)))
        throw new UserError('passkey.not-found', { id });
    });
  }

  /** @throws UserError `passkey.not-found`, `second-factor.required`; as OwnPassword.checkUnlessFresh */
  async remove(
    viewer: Viewer,
    session: FoundSession,
    id: string,
    password: string | undefined,
    ip: string,
  ): Promise<void> {
    await this.ownPassword.checkUnlessFresh(viewer, session, password, ip);
    await this.uow.as(scopeOf(viewer), async (tx: Tx) => {
      if (!(await this.repository.remove(tx, viewer.employeeId, id))) throw new UserError('passkey.not-found', { id });
      await this.factors.afterRemoval(tx, viewer);
      this.audit.record(tx, viewer, 'passkey.removed', { subjectId: viewer.employeeId, body: { passkeyId: id } });
    });
  }
}

/** Until its owner gives it another name. */
function nameBy({ userAgent }: From): string {
  const { browser, system } = deviceWords(userAgent);
  return [browser, system].filter((part) => part !== null).join(', ') || 'Passkey';
}
