import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../../audit/audit.js';
import { address, askingAddress, Attempts } from '../attempts.js';
import { Entrance, type Entered, type From } from '../entrance.js';
import { SecondStepService } from '../second-factor/second-step.service.js';
import { Steps, type OpenStep } from '../steps.js';
import type { Credential, PasskeyOptions } from './passkey.view.js';
import { PasskeysRepository, type PasskeyKey } from './passkeys.repository.js';
import type { RelyingParty } from './relying-party.js';
import { requestOptions, signedBy, userOf } from './webauthn.js';

interface Given {
  readonly challenge: string;
  readonly binding: string;
  readonly response: Credential;
}

/** What was to be signed, as it was put aside; null where nothing was. */
function toSign(facts: unknown): string | null {
  const signed = typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>)['toSign'] : null;
  return typeof signed === 'string' ? signed : null;
}

/** Signing in by a passkey: instead of the password, or after it. */
@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PasskeysRepository,
    private readonly steps: Steps,
    private readonly secondStep: SecondStepService,
    private readonly entrance: Entrance,
    private readonly attempts: Attempts,
    private readonly audit: Audit,
  ) {}

  /** Nobody is named: the person chooses among the passkeys of their device. @throws UserError `passkey.unavailable`, `session.throttled` */
  async begin(
    party: RelyingParty | null,
    { ip }: From,
  ): Promise<{ step: OpenStep; options: PasskeyOptions['options'] }> {
    if (party === null) throw new UserError('passkey.unavailable');
    await this.attempts.begin([askingAddress(ip)]);
    const options = await requestOptions(party, []);
    const step = await this.uow.run((tx) => this.steps.open(tx, 'passkey', { facts: { toSign: options.challenge } }));
    return { step, options: { ...options } };
  }

  /**
   * The device has verified the person: possession and who they are, without a password.
   * @throws UserError `passkey.unavailable`, `passkey.refused`, `session.refused`, `session.throttled`
   */
  async finish(party: RelyingParty | null, { challenge, binding, response }: Given, from: From): Promise<Entered> {
    if (party === null) throw new UserError('passkey.unavailable');
    const limits = [address(from.ip)];
    await this.attempts.begin(limits);
    const entered = await this.uow.run(async (tx) => {
      const step = await this.steps.find(tx, 'passkey', { challenge, binding });
      // It is good for one try.
      if (step !== null) await this.steps.done(tx, challenge);
      const signed = toSign(step?.facts);
      const key = await this.keyOf(tx, response);
      if (signed === null || key === null || userOf(response) !== key.employeeId) return null;
      if (!(await this.signs(tx, key, party, signed, response))) {
        this.audit.record(tx, null, 'passkey.refused', { subjectId: key.employeeId, body: { ip: from.ip } });
        return null;
      }
      await this.attempts.succeeded(tx, [...limits, askingAddress(from.ip)]);
      return this.entrance.open(tx, key.employeeId, from, 'passkey');
    });
    if (entered === null) throw new UserError('passkey.refused');
    return entered;
  }

  /** After the password: one of this person's own. @throws UserError `passkey.unavailable`, `second-factor.step-over` */
  async beginSecond(party: RelyingParty | null, challenge: string, binding: string): Promise<PasskeyOptions> {
    if (party === null) throw new UserError('passkey.unavailable');
    return this.uow.run(async (tx) => {
      const step = await this.steps.find(tx, 'second-factor', { challenge, binding });
      if (step?.employeeId == null) throw new UserError('second-factor.step-over');
      const options = await requestOptions(party, await this.repository.keysOf(tx, step.employeeId));
      await this.steps.remember(tx, challenge, { toSign: options.challenge });
      return { options: { ...options } };
    });
  }

  /** @throws UserError as SecondStepService.finish; `passkey.unavailable` */
  async finishSecond(party: RelyingParty | null, { response, ...given }: Given, from: From): Promise<Entered> {
    if (party === null) throw new UserError('passkey.unavailable');
    return this.secondStep.prove(given, from, 'passkey', async (tx, employeeId: EmployeeId, { facts }) => {
      const signed = toSign(facts);
      await this.steps.remember(tx, given.challenge, null);
      const key = await this.keyOf(tx, response);
      if (signed === null || key?.employeeId !== employeeId) return false;
      return this.signs(tx, key, party, signed, response);
    });
  }

  private keyOf(tx: Tx, { id }: Credential): Promise<PasskeyKey | null> {
    return this.repository.lock(tx, Buffer.from(id, 'base64url'));
  }

  private async signs(
    tx: Tx,
    key: PasskeyKey,
    party: RelyingParty,
    signed: string,
    given: Credential,
  ): Promise<boolean> {
    const counter = await signedBy(key, party, signed, given);
    if (counter === null) return false;
    await this.repository.used(tx, key.id, counter);
    return true;
  }
}
