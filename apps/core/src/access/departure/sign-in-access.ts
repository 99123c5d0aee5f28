import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InvitationsRepository } from '../invitations/invitations.repository.js';
import { Sessions } from '../sign-in/sessions.js';
import { TokensRepository } from '../tokens/tokens.repository.js';
import { EmployeeAccess } from './employee-access.js';
import { SignInAccessRepository } from './sign-in-access.repository.js';

/** What lets somebody in: tokens of programs in their name, open sessions, the password, what they add to it, and links that they gave away. */
@Injectable()
export class SignInAccess implements OnModuleInit {
  constructor(
    private readonly access: EmployeeAccess,
    private readonly sessions: Sessions,
    private readonly repository: SignInAccessRepository,
    private readonly tokens: TokensRepository,
    private readonly invitations: InvitationsRepository,
  ) {}

  onModuleInit(): void {
    const { repository, invitations, sessions, tokens } = this;
    // Before the sessions, which they are too.
    this.access.add({
      kind: 'tokens',
      tables: ['access_token'],
      count: (tx, id) => tokens.count(tx, id),
      revoke: async (tx, id) => {
        const open = await tokens.count(tx, id);
        await tokens.stopAllOf(tx, id);
        return open;
      },
    });
    this.access.add({
      kind: 'sessions',
      tables: ['session'],
      count: (tx, id) => repository.sessions(tx, id),
      revoke: async (tx, id) => {
        const open = await repository.sessions(tx, id);
        await sessions.endAllOf(tx, id);
        return open;
      },
    });
    this.access.add({
      kind: 'password',
      tables: ['employee'],
      count: (tx, id) => repository.passwords(tx, id),
      revoke: (tx, id) => repository.forgetPassword(tx, id),
    });
    this.access.add({
      kind: 'second-factor',
      tables: ['totp', 'recovery_code', 'passkey', 'sign_in_step', 'passkey_offer'],
      count: (tx, id) => repository.factors(tx, id),
      revoke: (tx, id) => repository.forgetFactors(tx, id),
    });
    this.access.add({
      kind: 'invitations',
      tables: ['invitation'],
      count: (tx, id) => invitations.countBy(tx, id),
      revoke: (tx, id) => invitations.withdrawAllBy(tx, id),
    });
  }
}
