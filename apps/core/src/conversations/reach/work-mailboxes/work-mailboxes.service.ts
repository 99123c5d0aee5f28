import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { EmployeeAccess } from '../../../access/departure/employee-access.js';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import { findEmail } from '../../../clients/contact-point.js';
import { CopyPeopleRepository } from '../../../routing/copy-people.repository.js';
import { findAlias } from '#libs/letters';
import { CompanyLetters } from '../company-letters.js';
import { codeWords, inWords } from '../letters-to-employees.js';
import type { WorkMailboxView } from './work-mailbox.view.js';
import { WorkMailboxesRepository, type WorkMailboxRow } from './work-mailboxes.repository.js';

/** A code of eight figures and five tries: nobody guesses it; longer than this and it is forgotten. */
const codeMinutes = 30;
const mostTries = 5;
const nextCodeAfterMs = 60_000;

/**
 * The mailbox in which an employee works, beside the page. Nothing of a client goes to it before they have shown, by a code that lay in it,
 * that it is theirs; and what is written from it counts as theirs.
 */
@Injectable()
export class WorkMailboxesService implements OnModuleInit {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: WorkMailboxesRepository,
    private readonly people: CopyPeopleRepository,
    private readonly letters: CompanyLetters,
    private readonly masterKey: MasterKey,
    private readonly access: EmployeeAccess,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.access.add({
      kind: 'work-mailbox',
      tables: ['employee_mail'],
      count: (tx, id) => this.repository.countOf(tx, id),
      revoke: async (tx, id) => {
        const had = await this.repository.countOf(tx, id);
        await this.repository.forget(tx, id);
        return had;
      },
    });
  }

  /** @throws UserError `employee.not-found` */
  get(viewer: Viewer, id: EmployeeId): Promise<WorkMailboxView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.see(tx, id);
      return viewOf(await this.repository.find(tx, id));
    });
  }

  /**
   * Sends a code there. The one that letters go to now stays until the code was entered.
   * @throws UserError `employee.not-found`, `work-mailbox.address-is-ours`, `work-mailbox.address-is-a-clients`, `work-mailbox.address-taken`,
   *   `work-mailbox.code-throttled`, `work-mailbox.company-cannot-send`
   */
  async ask(viewer: Viewer, id: EmployeeId, given: string): Promise<WorkMailboxView> {
    const address = findEmail(given);
    if (address === null) throw new UserError('work-mailbox.address-invalid');
    const from = await this.letters.mailbox();
    if (from === null) throw new UserError('work-mailbox.company-cannot-send');
    const code = String(randomInt(0, 100_000_000)).padStart(8, '0');
    const locale = await this.uow.run(async (tx) => {
      const owner = await this.see(tx, id);
      await this.fit(tx, id, address);
      return owner.locale;
    });
    const words = inWords(codeWords, locale, { code, minutes: String(codeMinutes) });
    const letter = await this.letters.write(from, { to: address, ...words });
    return this.uow.run(async (tx) => {
      await this.fit(tx, id, address);
      await this.repository.ask(tx, id, { address, codeDigest: this.digest(id, code), by: viewer.employeeId });
      await this.letters.order(tx, letter);
      this.audit.record(tx, viewer, 'work-mailbox.asked', { subjectId: id });
      return viewOf(await this.repository.find(tx, id));
    });
  }

  /** @throws UserError `work-mailbox.code-over`, `work-mailbox.code-wrong` (`triesLeft`), `work-mailbox.address-taken` */
  async enter(viewer: Viewer, code: string): Promise<WorkMailboxView> {
    const id = viewer.employeeId;
    // A wrong code is counted, so the transaction must not be taken back.
    const outcome = await this.uow.run(async (tx): Promise<WorkMailboxView | UserError> => {
      const row = await this.repository.find(tx, id, { lock: true });
      const { askedAddress, codeDigest, codeSentAt, codeTries } = row;
      const over = codeSentAt === null || Date.now() - codeSentAt.getTime() > codeMinutes * 60_000;
      if (askedAddress === null || codeDigest === null || over || codeTries >= mostTries)
        return new UserError('work-mailbox.code-over');
      if (!timingSafeEqual(this.digest(id, code.replace(/\D/g, '')), codeDigest)) {
        await this.repository.countTry(tx, id);
        this.audit.record(tx, viewer, 'work-mailbox.code-refused', { subjectId: id });
        return new UserError('work-mailbox.code-wrong', { triesLeft: mostTries - codeTries - 1 });
      }
      const holder = (await this.repository.holders(tx, [askedAddress])).get(askedAddress);
      if (holder !== undefined && holder !== id) return new UserError('work-mailbox.address-taken');
      await this.repository.verify(tx, id);
      this.audit.record(tx, viewer, 'work-mailbox.verified', { subjectId: id });
      return viewOf(await this.repository.find(tx, id));
    });
    if (outcome instanceof UserError) throw outcome;
    return outcome;
  }

  choose(viewer: Viewer, forward: boolean): Promise<WorkMailboxView> {
    const id = viewer.employeeId;
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.choose(tx, id, forward);
      this.audit.record(tx, viewer, 'work-mailbox.forwarding-chosen', { subjectId: id, body: { forward } });
      return viewOf(await this.repository.find(tx, id));
    });
  }

  /** Nothing goes there any more, and what is written from it is nobody's. @throws UserError `employee.not-found` */
  forget(viewer: Viewer, id: EmployeeId): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.see(tx, id);
      if (await this.repository.forget(tx, id))
        this.audit.record(tx, viewer, 'work-mailbox.forgotten', { subjectId: id });
    });
  }

  private async see(tx: Tx, id: EmployeeId) {
    const owner = await this.repository.owner(tx, id);
    if (owner === null) throw new UserError('employee.not-found', { id });
    return owner;
  }

  /** What would come back to us, or to a client, or reach a colleague in place of its owner. */
  private async fit(tx: Tx, id: EmployeeId, address: string): Promise<void> {
    const { codeSentAt } = await this.repository.find(tx, id, { lock: true });
    if (codeSentAt !== null && Date.now() - codeSentAt.getTime() < nextCodeAfterMs)
      throw new UserError('work-mailbox.code-throttled');
    if (findAlias(address) !== null || (await this.repository.isCorporate(tx, address)))
      throw new UserError('work-mailbox.address-is-ours');
    if ((await this.people.clientsAmong(tx, [address])).size > 0)
      throw new UserError('work-mailbox.address-is-a-clients');
    const holder = (await this.repository.holders(tx, [address])).get(address);
    if (holder !== undefined && holder !== id) throw new UserError('work-mailbox.address-taken');
  }

  /** Eight figures are found out of a plain digest in a second: the key is not in the database. */
  private digest(id: EmployeeId, code: string): Buffer {
    return createHmac('sha256', this.masterKey.derive('work-mailbox-code', 32)).update(`${id}\n${code}`).digest();
  }
}

function viewOf(row: WorkMailboxRow): WorkMailboxView {
  const { address, verifiedAt, forward, askedAddress, codeTries, codeSentAt, companyForwards } = row;
  return {
    address,
    ...{ forward, companyForwards },
    verifiedAt: verifiedAt?.toISOString() ?? null,
    asked:
      askedAddress !== null && codeSentAt !== null
        ? { address: askedAddress, sentAt: codeSentAt.toISOString(), triesLeft: Math.max(0, mostTries - codeTries) }
        : null,
  };
}
