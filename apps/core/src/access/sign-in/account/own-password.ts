import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import type { Viewer } from '../../viewer.js';
import { accountFromAddress, Attempts } from '../attempts.js';
import { Passwords } from '../passwords.js';
import type { FoundSession } from '../sessions.repository.js';
import { AccountRepository } from './account.repository.js';

/** Whoever has signed in so lately need not say the password again. */
const freshMs = 10 * 60_000;

export const isFresh = ({ openedAt }: FoundSession): boolean => Date.now() - openedAt.getTime() < freshMs;

/** A page left open is not its owner: what changes how one gets in asks for the password again. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AccountRepository,
    private readonly attempts: Attempts,
    private readonly passwords: Passwords,
  ) {}

  /** @throws UserError `password.wrong`, `session.throttled` with `retryAfterS` */
  async check({ employeeId }: Viewer, given: string, ip: string): Promise<void> {
    const limits = [accountFromAddress(`own-password ${employeeId}`, ip)];
    await this.attempts.begin(limits);
    const hash = await this.uow.run((tx) => this.repository.passwordHash(tx, employeeId));
    if (!(await this.passwords.matches(given, hash))) throw new UserError('password.wrong');
    await this.uow.run((tx) => this.attempts.succeeded(tx, limits));
  }

  /**
   * The same where a fresh session is as good.
   * @throws UserError `password.missing` where it is not and nothing was given; as `check`
   */
  async checkUnlessFresh(viewer: Viewer, session: FoundSession, given: string | undefined, ip: string): Promise<void> {
    if (isFresh(session)) return;
    if (given === undefined || given === '') throw new UserError('password.missing');
    await this.check(viewer, given, ip);
  }
}
