import { randomInt, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SETTINGS, type Settings } from '#libs/config';
import { EmployeeId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { Audit } from '../../audit/audit.js';
import { EmployeesRepository } from '../employees/employees.repository.js';
import { accountFromAddress, Attempts, setupFromAnywhere } from './attempts.js';
import { CompanyRepository, type Company } from '../../company/company.repository.js';
import { Passwords } from './passwords.js';
import type { Locale, Setup } from './session.view.js';

/** No 0/O, no 1/I/L: it is read from a terminal. Ten of 31 letters are 49 bits. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/**
 * The first start: the owner comes from the settings, or from a page that asks for a code which only the server's log knows.
 * The code lives in this process's memory, and only until it was used.
 */
@Injectable()
export class SetupService implements OnApplicationBootstrap {
  private code: string | null = null;
  private done = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly employees: EmployeesRepository,
    private readonly company: CompanyRepository,
    private readonly attempts: Attempts,
    private readonly passwords: Passwords,
    private readonly audit: Audit,
    private readonly logger: Logger,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.needed())) return;
    const { owner, defaultCountry } = this.settings;
    if (owner === null) return this.announce();
    const domain = owner.email.split('@')[1] ?? owner.email;
    const name = owner.email.split('@')[0] ?? owner.email;
    await this.found({ name: domain, defaultCountry, timeZone: ownTimeZone() }, { ...owner, name }, null);
    this.logger.info({}, 'the owner named in the settings can sign in');
  }

  async needed(): Promise<boolean> {
    if (!this.done) this.done = await this.uow.run((tx) => this.employees.hasOwner(tx));
    return !this.done;
  }

  /** @throws UserError `setup.done`, `setup.code-wrong`, `session.throttled` */
  async setUp(given: Setup, from: { ip: string }): Promise<void> {
    if (!(await this.needed())) throw new UserError('setup.done');
    const limits = [accountFromAddress('set-up', from.ip), setupFromAnywhere];
    await this.attempts.begin(limits);
    if (this.code === null || !same(given.code, this.code)) throw new UserError('setup.code-wrong');
    await this.found(given.company, given.owner, given.locale);
    this.code = null;
    await this.uow.run((tx) => this.attempts.succeeded(tx, limits));
  }

  private async found(
    company: Company,
    owner: { name: string; email: string; password: string },
    locale: Locale | null,
  ): Promise<void> {
    const passwordHash = await this.passwords.hash(owner.password);
    const id = EmployeeId.parse(uuidv7());
    await this.uow.run(async (tx) => {
      if (!(await this.company.insert(tx, company))) throw new UserError('setup.done');
      await this.employees.insert(tx, {
        id,
        name: owner.name,
        email: owner.email.toLowerCase(),
        role: 'owner',
        teamId: null,
        seesContacts: true,
        locale,
        passwordHash,
      });
      this.audit.record(tx, { employeeId: id }, 'setup.done', { subjectId: id });
    });
    this.done = true;
  }

  /** Whatever the log level is: without this line nobody gets in. */
  private announce(): void {
    const code = Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('');
    this.code = code;
    const { publicUrl, host, port } = this.settings.http;
    const facts = { page: publicUrl ?? `http://${host}:${port}/`, setupCode: `${code.slice(0, 5)}-${code.slice(5)}` };
    const words = 'this installation has no owner yet: open the page and enter the code, it works once';
    if (['silent', 'fatal', 'error'].includes(this.logger.level))
      process.stdout.write(`${facts.page} ${facts.setupCode} ${words}\n`);
    else this.logger.warn(facts, words);
  }
}

/** Of the machine: whoever sets it up by a file has not said where the company is. */
const ownTimeZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** As people type it: any case, with or without the dash. */
function same(given: string, code: string): boolean {
  const plain = Buffer.from(given.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''));
  const wanted = Buffer.from(code);
  return plain.length === wanted.length && timingSafeEqual(plain, wanted);
}
