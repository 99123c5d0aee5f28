import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { AttemptsRepository, type Limit } from './attempts.repository.js';

/**
 * Slows guessing down without locking anybody out: see docs/decisions/0007-access.md.
 * An attempt is counted before it is tried and given back when it succeeds, so that a thousand at once count as a thousand.
 */
@Injectable()
export class Attempts {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AttemptsRepository,
  ) {}

  /** @throws UserError `session.throttled` with `retryAfterS`; a refused attempt is not counted */
  async begin(limits: readonly Limit[]): Promise<void> {
    await this.uow.run(async (tx) => {
      const wait = await this.repository.lock(
        tx,
        limits.map((limit) => limit.key),
      );
      if (wait > 0) throw new UserError('session.throttled', { retryAfterS: Math.ceil(wait) });
      await this.repository.count(tx, limits);
    });
  }

  /** The attempt was right: the account starts afresh, the address only gets this one back. */
  async succeeded(tx: Tx, limits: readonly Limit[]): Promise<void> {
    const [own, addresses] = [limits.filter(isOwn), limits.filter((limit) => !isOwn(limit))];
    await this.repository.clear(
      tx,
      own.map((limit) => limit.key),
    );
    for (const { key } of addresses) await this.repository.giveBack(tx, key);
    await this.repository.forgetOld(tx);
  }
}

const isOwn = (limit: Limit): boolean => !limit.key.startsWith('address:');
const digest = (...parts: string[]): string => createHash('sha256').update(parts.join('\0')).digest('base64url');

/** One address trying one account: a person who mistypes, or a guesser. */
export const accountFromAddress = (email: string, ip: string): Limit => ({
  key: `pair:${digest(email, ip)}`,
  free: 5,
  longestWaitS: 900,
});

/** One address trying many accounts. An office shares one, so the wait stays short. */
export const address = (ip: string): Limit => ({ key: `address:${digest(ip)}`, free: 20, longestWaitS: 60 });

/** A mail program with a wrong password comes again every minute: it is counted apart, and keeps nobody from the page. */
export const mailLogin = (email: string, ip: string): Limit => ({
  key: `pair:${digest('mail', email, ip)}`,
  free: 5,
  longestWaitS: 900,
});

export const mailAddress = (ip: string): Limit => ({
  key: `address:mail:${digest(ip)}`,
  free: 30,
  longestWaitS: 60,
});

/** Many addresses trying one account; not asked for an address from which its owner has signed in lately. */
export const accountFromAnywhere = (email: string): Limit => ({
  key: `account:${digest(email)}`,
  free: 20,
  longestWaitS: 30,
});

/**
 * The code of somebody whose password is known already. Six digits are a million, three of them are right at a time: some hundred tries
 * in a day, from anywhere. The right password alone makes its owner wait by it, which is told them.
 */
export const secondFactorOf = (employeeId: string): Limit => ({
  key: `second-factor:${digest(employeeId)}`,
  free: 5,
  longestWaitS: 900,
});

/** One address that begins sign-ins by passkey or provider and finishes none: each leaves a row for some minutes. */
export const askingAddress = (ip: string): Limit => ({
  key: `address:asking:${digest(ip)}`,
  free: 100,
  longestWaitS: 30,
});

/** The set-up code: 50 bits, and never faster than this. */
export const setupFromAnywhere: Limit = { key: 'setup', free: 10, longestWaitS: 10 };
