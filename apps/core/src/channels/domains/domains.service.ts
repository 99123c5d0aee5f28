import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { lookAtDomain } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Bus } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { domainsOf, type CompanyDomain } from './company-domains.js';
import { DkimKeeper } from './dkim-keeper.js';
import { dkimRecord, publishes, selectorsOf, verdictsOf } from './domain-verdicts.js';
import type { MailDomainView } from './domain.view.js';
import { DomainsRepository, type LookedAt, type StoredKey } from './domains.repository.js';

/** What the mail role unseals keys with. */
const keySealing = 'mail-dkim';
/** RFC 8301 3.2: at least 1,024, and 2,048 should be; more does not fit into one string of a TXT record at many providers. */
const keyBits = 2_048;
/** The active one, the one before it, and the one to come. */
const mostKeys = 4;

/** The company's own mail domains: what they say of its mail, and the keys that letters are signed with. */
@Injectable()
export class DomainsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DomainsRepository,
    private readonly keeper: DkimKeeper,
    private readonly bus: Bus,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  list(viewer: Viewer): Promise<MailDomainView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const domains = domainsOf(await this.repository.mailboxes(tx));
      const [looked, keys] = [await this.repository.lookedAt(tx), await this.repository.keys(tx)];
      return domains.map((domain) =>
        this.viewOf(
          domain,
          looked.find((one) => one.domain === domain.domain),
          keys.filter((one) => one.domain === domain.domain),
        ),
      );
    });
  }

  /** Asks the domain name system. @throws UserError `mail-domain.not-found`; OperationalError `bus.no-answer` */
  async look(viewer: Viewer, name: string): Promise<MailDomainView> {
    const { domain, keys } = await this.uow.as(scopeOf(viewer), async (tx) => ({
      domain: await this.domain(tx, name),
      keys: await this.repository.keys(tx, name),
    }));
    const found = await this.bus.ask(lookAtDomain, {
      domain: name,
      selectors: selectorsOf(domain, keys),
      senders: domain.senders,
    });
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.note(tx, name, found);
      this.audit.record(tx, viewer, 'mail-domain.looked-at', { body: {} });
      return this.view(tx, name);
    });
  }

  /**
   * A new key; letters are signed with it once it is activated.
   * @throws UserError `mail-domain.not-found`, `dkim.too-many-keys`
   */
  async makeKey(viewer: Viewer, name: string): Promise<MailDomainView> {
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
      modulusLength: keyBits,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.domain(tx, name);
      const keys = await this.repository.keys(tx, name);
      if (keys.length >= mostKeys) throw new UserError('dkim.too-many-keys', { most: mostKeys });
      const selector = newSelector(keys, new Date());
      await this.repository.addKey(tx, {
        domain: name,
        ...{ selector, publicKey: publicKey.toString('base64') },
        sealedKey: this.masterKey.sealText(privateKey, keySealing),
      });
      this.audit.record(tx, viewer, 'dkim.made', { body: { selector } });
      return this.view(tx, name);
    });
  }

  /**
   * From now on letters are signed with it. Only when the world can see its record: otherwise every letter would fail.
   * @throws UserError `mail-domain.not-found`, `dkim.key-not-found`, `dkim.not-published`
   */
  async activate(viewer: Viewer, name: string, selector: string): Promise<MailDomainView> {
    const key = await this.uow.as(scopeOf(viewer), (tx) => this.key(tx, name, selector));
    const { dkim } = await this.bus.ask(lookAtDomain, { domain: name, selectors: [selector], senders: [] });
    const records = dkim.find((one) => one.selector === selector)?.records ?? [];
    if (!records.some((record) => publishes(record, key.publicKey)))
      throw new UserError('dkim.not-published', { selector });
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.activate(tx, name, selector);
      this.audit.record(tx, viewer, 'dkim.activated', { body: { selector } });
    });
    await this.keeper.confirm(name);
    return this.look(viewer, name);
  }

  /** Of an active one: letters are not signed any more. @throws UserError `mail-domain.not-found`, `dkim.key-not-found` */
  async removeKey(viewer: Viewer, name: string, selector: string): Promise<MailDomainView> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.key(tx, name, selector);
      await this.repository.removeKey(tx, name, selector);
      this.audit.record(tx, viewer, 'dkim.removed', { body: { selector } });
    });
    await this.keeper.confirm(name);
    return this.uow.as(scopeOf(viewer), (tx) => this.view(tx, name));
  }

  private async key(tx: Tx, name: string, selector: string): Promise<StoredKey> {
    await this.domain(tx, name);
    const key = (await this.repository.keys(tx, name)).find((one) => one.selector === selector);
    if (key === undefined) throw new UserError('dkim.key-not-found', { selector });
    return key;
  }

  private async domain(tx: Tx, name: string): Promise<CompanyDomain> {
    const domain = domainsOf(await this.repository.mailboxes(tx)).find((one) => one.domain === name);
    if (domain === undefined) throw new UserError('mail-domain.not-found');
    return domain;
  }

  private async view(tx: Tx, name: string): Promise<MailDomainView> {
    const looked = (await this.repository.lookedAt(tx)).find((one) => one.domain === name);
    return this.viewOf(await this.domain(tx, name), looked, await this.repository.keys(tx, name));
  }

  /** What was found is judged anew each time: how letters go, and with which key, may have changed since. */
  private viewOf(domain: CompanyDomain, looked: LookedAt | undefined, keys: readonly StoredKey[]): MailDomainView {
    const { publicUrl } = this.settings.http;
    const receiver = publicUrl === null ? null : new URL(publicUrl).hostname;
    return {
      domain: domain.domain,
      signs: domain.signs,
      lookedAt: looked?.lookedAt?.toISOString() ?? null,
      checks: looked?.found ? verdictsOf(domain, looked.found, keys, receiver) : [],
      keys: keys.map((key) => ({
        selector: key.selector,
        ...{ state: key.state, createdAt: key.createdAt.toISOString() },
        record: dkimRecord(domain.domain, key),
      })),
    };
  }
}

/** Never one that was there before: what a resolver remembers of it would be another key. */
function newSelector(keys: readonly StoredKey[], now: Date): string {
  const day = `k${now.toISOString().slice(0, 10).replaceAll('-', '')}`;
  const taken = new Set(keys.map(({ selector }) => selector));
  for (let n = 0; ; n++) {
    const selector = n === 0 ? day : `${day}-${n}`;
    if (!taken.has(selector)) return selector;
  }
}
