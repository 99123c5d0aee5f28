import { Injectable } from '@nestjs/common';
import type { Configuration } from 'openid-client';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Audit } from '../../../audit/audit.js';
import { CompanyRepository } from '../../../company/company.repository.js';
import { EmployeesRepository } from '../../employees/employees.repository.js';
import { askingAddress, Attempts } from '../attempts.js';
import { Entrance, type From } from '../entrance.js';
import { SecondStepService, type AfterFirst } from '../second-factor/second-step.service.js';
import { Steps, type OpenStep } from '../steps.js';
import { addressOf, discover, identityFrom, newAsking, type Asking } from './openid.js';
import { ProviderRepository, type StoredProvider } from './provider.repository.js';
import { secretSealing } from './provider.service.js';

/** What a provider says of itself is asked anew after so long. */
const knownForMs = 10 * 60_000;

interface Facts extends Asking {
  readonly next: string;
}

/** A path of the page and nothing else, so that a link cannot lead elsewhere by it. */
const pathOf = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : '/';

/** Signing in by the company's own provider. It vouches for an address; who works here, only Keepline says. */
@Injectable()
export class ProviderSignInService {
  private known: { of: string; until: number; provider: Promise<Configuration> } | undefined;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ProviderRepository,
    private readonly company: CompanyRepository,
    private readonly employees: EmployeesRepository,
    private readonly steps: Steps,
    private readonly secondStep: SecondStepService,
    private readonly entrance: Entrance,
    private readonly attempts: Attempts,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  /** @returns what stands on the button, and the company's picture; null where there is none */
  async face(): Promise<{ provider: string | null; logo: string | null }> {
    return this.uow.run(async (tx) => {
      const stored = await this.repository.find(tx);
      const company = await this.company.find(tx);
      return { provider: stored?.enabled === true ? stored.name : null, logo: company?.logo ?? null };
    });
  }

  /** @throws UserError `provider.off`, `session.throttled`; as `discover` */
  async begin(redirectUri: string, next: string | undefined, { ip }: From): Promise<{ step: OpenStep; url: string }> {
    await this.attempts.begin([askingAddress(ip)]);
    const { provider } = await this.ready();
    const facts: Facts = { ...newAsking(), next: pathOf(next) };
    const step = await this.uow.run((tx) => this.steps.open(tx, 'provider', { facts }));
    return { step, url: await addressOf(provider, redirectUri, step.challenge, facts) };
  }

  /**
   * The browser is back. What it brings is good once, and only in the browser that was sent.
   * @param came the whole address to which it was sent back
   * @throws UserError `provider.step-over`, `provider.refused`, `provider.email-unverified`, `provider.email-unknown`, `provider.off`
   */
  async finish(came: URL, binding: string, from: From): Promise<{ after: AfterFirst; next: string }> {
    const state = came.searchParams.get('state') ?? '';
    const facts = await this.uow.run(async (tx) => {
      const step = await this.steps.find(tx, 'provider', { challenge: state, binding });
      if (step !== null) await this.steps.done(tx, state);
      return step?.facts as Facts | null | undefined;
    });
    if (!facts) throw new UserError('provider.step-over');
    const { stored, provider } = await this.ready();
    const identity = await this.remembering(from, () => identityFrom(provider, came, state, facts));
    const after = await this.uow.run(async (tx) => {
      const { email, emailVerified } = identity;
      if (email === null || !emailVerified) return this.refuse(tx, 'provider.email-unverified', from);
      const ours = stored.domain === null || email.endsWith(`@${stored.domain}`);
      const employee = ours ? await this.employees.findForSignIn(tx, email, from.ip) : null;
      // Unknown, of another domain and suspended are one answer: the provider's people need not know who works here.
      if (employee?.status !== 'active') return this.refuse(tx, 'provider.email-unknown', from);
      await this.attempts.succeeded(tx, [askingAddress(from.ip)]);
      if (stored.secondFactor) return this.secondStep.after(tx, 'provider', employee, from);
      return { is: 'in' as const, ...(await this.entrance.open(tx, employee.id, from, 'provider')) };
    });
    if (after instanceof UserError) throw after;
    return { after, next: facts.next };
  }

  private async remembering<T>(from: From, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.uow.run((tx) => Promise.resolve(this.refuse(tx, 'provider.refused', from)));
      throw error;
    }
  }

  private refuse(tx: Tx, code: string, { ip }: From): UserError {
    this.audit.record(tx, null, 'provider.refused', { body: { code, ip } });
    return new UserError(code);
  }

  private async ready(): Promise<{ stored: StoredProvider; provider: Configuration }> {
    const stored = await this.uow.run((tx) => this.repository.find(tx));
    if (stored?.enabled !== true || stored.sealedSecret === null) throw new UserError('provider.off');
    const { issuer, clientId, sealedSecret } = stored;
    const clientSecret = this.masterKey.unseal(sealedSecret, secretSealing).toString('utf8');
    const of = JSON.stringify([issuer, clientId, sealedSecret.toString('base64')]);
    const now = performance.now();
    if (this.known?.of !== of || this.known.until <= now) {
      const provider = discover({ issuer, clientId, clientSecret });
      this.known = { of, until: now + knownForMs, provider };
      // One that could not be asked is asked again next time.
      provider.catch(() => (this.known = undefined));
    }
    return { stored, provider: await this.known.provider };
  }
}
