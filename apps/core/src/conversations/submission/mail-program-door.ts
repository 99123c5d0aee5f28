import { Injectable } from '@nestjs/common';
import type { RequestOf, signInMailProgram, SignInMailProgram, SubmittedLetter } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { isAddress, isHour } from '../../access/access-policy/doorkeeping.js';
import {
  MailPasswordsRepository,
  type FoundMailPassword,
} from '../../access/mail-passwords/mail-passwords.repository.js';
import { Attempts, mailAddress, mailLogin } from '../../access/sign-in/attempts.js';
import { Audit } from '../../audit/audit.js';
import { RouteFactsRepository } from './route-facts.repository.js';
import { addressesOf, ownAddressesOf, usableMailboxes } from './usable-mailboxes.js';

/**
 * Who a mail program is. A wrong password counts; a right one gets in whatever was counted: at 120 random bits it was not guessed, and a
 * neighbour with an old password must not keep an office out.
 */
@Injectable()
export class MailProgramDoor {
  private readonly programs = new Map<string, string>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly passwords: MailPasswordsRepository,
    private readonly facts: RouteFactsRepository,
    private readonly attempts: Attempts,
    private readonly audit: Audit,
  ) {}

  async signIn({ login, digest, peer }: RequestOf<typeof signInMailProgram>): Promise<SignInMailProgram> {
    const email = login.trim().toLowerCase();
    const answer = await this.uow.run(async (tx): Promise<SignInMailProgram | null> => {
      const found = await this.passwords.find(tx, email, Buffer.from(digest, 'hex'));
      return found === null ? null : this.admit(tx, found, peer);
    });
    return answer ?? this.refuse(email, peer);
  }

  /** What kind of program a password is in: asked about as often as letters come, written down when it changes. */
  async notePrograms(letters: readonly Pick<SubmittedLetter, 'passwordId' | 'program'>[]): Promise<void> {
    const news = letters.filter(
      ({ passwordId, program }) => program !== null && this.programs.get(passwordId) !== program,
    );
    if (news.length === 0) return;
    const programOf = new Map(news.map(({ passwordId, program }) => [passwordId, program!]));
    await this.uow.run((tx) => this.passwords.notePrograms(tx, programOf));
    for (const [id, program] of programOf) this.programs.set(id, program);
  }

  private async admit(tx: Tx, found: FoundMailPassword, peer: string): Promise<SignInMailProgram> {
    const { id: passwordId, employeeId, role, rule, lastUsedFrom } = found;
    const code = !isHour(rule, role, new Date())
      ? 'session.outside-hours'
      : !isAddress(rule?.addresses ?? [], peer)
        ? 'session.address-not-allowed'
        : null;
    if (code !== null) {
      this.audit.record(tx, null, 'session.kept-out', { subjectId: employeeId, body: { ip: peer, code } });
      return { is: 'refused', code, retryAfterS: 0 };
    }
    const employee = (await this.facts.teamsAndRole(tx, employeeId))!;
    const usable = usableMailboxes(employee, await this.facts.mailboxes(tx));
    await this.passwords.noteUse(tx, passwordId, peer);
    if (lastUsedFrom !== peer)
      this.audit.record(tx, { employeeId }, 'mail-password.used', { body: { used: passwordId, ip: peer } });
    return {
      is: 'in',
      employeeId,
      passwordId,
      senders: [...new Set([...ownAddressesOf(employee), ...usable.flatMap(addressesOf)])],
    };
  }

  private async refuse(email: string, peer: string): Promise<SignInMailProgram> {
    try {
      await this.attempts.begin([mailLogin(email, peer), mailAddress(peer)]);
      return { is: 'refused', code: 'submission.password-wrong', retryAfterS: 0 };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { is: 'refused', code: 'submission.throttled', retryAfterS: Number(error.details['retryAfterS'] ?? 60) };
    }
  }
}
