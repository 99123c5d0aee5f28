import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { OperationalError, UserError } from '#libs/errors';
import { OauthTokensService } from '../accounts/oauth/oauth-tokens.service.js';
import { MailboxRepository, type Mailbox } from './mailbox.repository.js';
import { accessOf, type ServerAccess } from './server-address.js';
import { fixedEntrance, type ServerEntrance } from './server-entrance.js';

/** What mailbox passwords are sealed for (libs/evidence, MasterKey). */
export const mailboxPassword = 'mailbox-password';

type Server = NonNullable<Mailbox['settings']['smtp']>;

/** The way out of a channel, and whether its letters are signed by us. */
export interface Way {
  readonly entrance: ServerEntrance;
  readonly signs: boolean;
}

/** Opens the sealed passwords, and asks for tokens: the only place that does. */
@Injectable()
export class MailboxAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly mailboxes: MailboxRepository,
    private readonly masterKey: MasterKey,
    private readonly tokens: OauthTokensService,
  ) {}

  /** null: this mailbox is not read by IMAP. */
  imap(mailbox: Mailbox): ServerEntrance | null {
    return mailbox.settings.imap && this.entrance(mailbox, mailbox.settings.imap, mailbox.imapPassword);
  }

  /** null: this mailbox cannot send. */
  smtp(mailbox: Mailbox): ServerEntrance | null {
    return mailbox.settings.smtp && this.entrance(mailbox, mailbox.settings.smtp, mailbox.smtpPassword);
  }

  /** What is wanting before anybody can even try to read it; null: nothing. */
  missing({ settings, imapPassword, oauth }: Mailbox): 'mail.password-missing' | 'mail.sign-in-again' | null {
    if (settings.auth?.kind === 'oauth') return oauth === null ? 'mail.sign-in-again' : null;
    return imapPassword === null ? 'mail.password-missing' : null;
  }

  /** For a try, before anything is kept: with the given secrets as they are. A token is not renewed: what came back would be lost. */
  once(given: Pick<Mailbox, 'settings' | 'oauth'>, server: Server, sealedPassword: string | null): ServerAccess {
    const { settings, oauth } = given;
    if (settings.auth?.kind !== 'oauth') return accessOf(server, settings, { password: this.open(sealedPassword) });
    const token = oauth === null ? undefined : this.tokens.freshOf(oauth);
    return accessOf(server, settings, { password: null, ...(token === undefined ? {} : { token }) });
  }

  /**
   * @throws UserError `mail.channel-cannot-send`: it has no smarthost. OperationalError `mail.channel-off`: unknown or switched off, for now
   */
  async smarthost(channelId: ChannelId): Promise<Way> {
    const mailbox = await this.uow.run((tx) => this.mailboxes.find(tx, channelId));
    if (!mailbox?.enabled) throw new OperationalError('mail.channel-off', { channelId });
    const entrance = this.smtp(mailbox);
    if (!entrance) throw new UserError('mail.channel-cannot-send', { channelId });
    return { entrance, signs: mailbox.settings.dkim === true };
  }

  private entrance({ channelId, settings }: Mailbox, server: Server, sealedPassword: string | null): ServerEntrance {
    if (settings.auth?.kind !== 'oauth') {
      return fixedEntrance(accessOf(server, settings, { password: this.open(sealedPassword) }));
    }
    return {
      enter: async () => accessOf(server, settings, { password: null, token: await this.tokens.tokenFor(channelId) }),
      welcomed: ({ token = '' }) => this.tokens.welcomed(channelId, token),
      refused: ({ token = '' }) => this.tokens.refused(channelId, token),
    };
  }

  private open(sealed: string | null): string | null {
    return sealed === null ? null : this.masterKey.unsealText(sealed, mailboxPassword);
  }
}
