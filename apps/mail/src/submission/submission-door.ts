import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { plainMailPassword, signInMailProgram, type EmployeeId, type Sha256 } from '#libs/contracts';
import { Bus } from '#libs/messaging';
import { keptOut } from './refusals.js';

/** Of a mail program that is in. */
export interface SignedIn {
  readonly employeeId: EmployeeId;
  readonly passwordId: string;
  /** What may stand as the sender, in lower case. */
  readonly senders: ReadonlySet<string>;
}

const shortestMs = 500;
const longestMs = 15_000;
/** Nobody makes us remember more names than this. */
const mostRemembered = 10_000;
const forgetAfterMs = 15 * 60_000;

/** Lets mail programs in. A wrong password is answered later each time, per name and address; core counts them besides. */
@Injectable()
export class SubmissionDoor {
  /** How a wrong answer waits; a test has no time for it. */
  pause: (ms: number) => Promise<unknown> = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  private readonly failures = new Map<string, { count: number; at: number }>();

  constructor(private readonly bus: Bus) {}

  /** @throws LetterRefused, and what the bus throws when core is away */
  async signIn(login: string, password: string, peer: string): Promise<SignedIn> {
    const digest = createHash('sha256').update(plainMailPassword(password)).digest('hex') as Sha256;
    const answer = await this.bus.ask(signInMailProgram, { login: login.slice(0, 320), digest, peer });
    const key = `${login.trim().toLowerCase()}\n${peer}`;
    if (answer.is === 'in') {
      this.failures.delete(key);
      return { ...answer, senders: new Set(answer.senders) };
    }
    await this.wait(key);
    throw keptOut(answer.code, answer.retryAfterS);
  }

  private async wait(key: string): Promise<void> {
    const known = this.failures.get(key);
    const count = known && performance.now() - known.at < forgetAfterMs ? known.count + 1 : 1;
    this.failures.delete(key);
    this.failures.set(key, { count, at: performance.now() });
    if (this.failures.size > mostRemembered) this.failures.delete(this.failures.keys().next().value!);
    await this.pause(Math.min(longestMs, shortestMs * 2 ** Math.min(count - 1, 10)));
  }
}
