import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { StepsRepository, type FirstMeans, type StepPurpose } from './steps.repository.js';

/** So long may pass between one half of a sign-in and the other. */
const stepS = 300;
/** After so many wrong answers it begins anew. */
const mostFailures = 5;
const sealing = 'sign-in-step/facts';

/** What the page has to bring back: the challenge in what it says, the binding in a cookie that it cannot read. */
export interface OpenStep {
  readonly challenge: string;
  readonly binding: string;
  readonly expiresAt: Date;
}

export interface FoundStep {
  readonly employeeId: EmployeeId | null;
  readonly firstMeans: FirstMeans | null;
  readonly facts: unknown;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Half a sign-in: good for minutes, for one browser, and once. */
@Injectable()
export class Steps {
  constructor(
    private readonly repository: StepsRepository,
    private readonly masterKey: MasterKey,
  ) {}

  async open(
    tx: Tx,
    purpose: StepPurpose,
    about: { employeeId?: EmployeeId; firstMeans?: FirstMeans; facts?: object } = {},
  ): Promise<OpenStep> {
    const [challenge, binding] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    await this.repository.insert(tx, {
      tokenHash: hashOf(challenge),
      ...{ bindingHash: hashOf(binding), purpose, forS: stepS },
      ...{ employeeId: about.employeeId ?? null, firstMeans: about.firstMeans ?? null },
      sealedFacts: about.facts === undefined ? null : this.seal(about.facts),
    });
    return { challenge, binding, expiresAt: new Date(Date.now() + stepS * 1_000) };
  }

  /** Held until the end of the transaction. @returns null: unknown, over, used, of another browser or for something else */
  async find(tx: Tx, purpose: StepPurpose, given: { challenge: string; binding: string }): Promise<FoundStep | null> {
    const row = await this.repository.lock(tx, hashOf(given.challenge), hashOf(given.binding), purpose);
    if (row === null) return null;
    const { employeeId, firstMeans, sealedFacts } = row;
    const facts: unknown =
      sealedFacts === null ? null : JSON.parse(this.masterKey.unseal(sealedFacts, sealing).toString('utf8'));
    return { employeeId, firstMeans, facts };
  }

  remember(tx: Tx, challenge: string, facts: object | null): Promise<void> {
    return this.repository.setFacts(tx, hashOf(challenge), facts === null ? null : this.seal(facts));
  }

  /** @returns whether it was the last that was borne: the step is over */
  async failed(tx: Tx, challenge: string): Promise<boolean> {
    const over = (await this.repository.countFailure(tx, hashOf(challenge))) >= mostFailures;
    if (over) await this.done(tx, challenge);
    return over;
  }

  done(tx: Tx, challenge: string): Promise<void> {
    return this.repository.delete(tx, hashOf(challenge));
  }

  private seal(facts: object): Buffer {
    return this.masterKey.seal(Buffer.from(JSON.stringify(facts), 'utf8'), sealing);
  }
}
