import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { OperationalError, UserError } from '#libs/errors';
import { MailboxRepository, type Mailbox } from './mailbox.repository.js';
import { accessOf, type ServerAccess } from './server-address.js';

/** What mailbox passwords are sealed for (libs/evidence, MasterKey). */
export const mailboxPassword = 'mailbox-password';

/** Opens the sealed passwords: the only place that does. */
@Injectable()
export class MailboxAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly mailboxes: MailboxRepository,
    private readonly masterKey: MasterKey,
  ) {}

  /** null: this mailbox is not read by IMAP. */
  imap({ settings, imapPassword }: Pick<Mailbox, 'settings' | 'imapPassword'>): ServerAccess | null {
    return settings.imap && accessOf(settings.imap, settings, this.open(imapPassword));
  }

  /** null: this mailbox cannot send. */
  smtp({ settings, smtpPassword }: Pick<Mailbox, 'settings' | 'smtpPassword'>): ServerAccess | null {
    return settings.smtp && accessOf(settings.smtp, settings, this.open(smtpPassword));
  }

  /**
   * The way out of a channel.
   * @throws UserError `mail.channel-cannot-send`: it has no smarthost. OperationalError `mail.channel-off`: unknown or switched off, for now
   */
  async smarthost(channelId: ChannelId): Promise<ServerAccess> {
    const mailbox = await this.uow.run((tx) => this.mailboxes.find(tx, channelId));
    if (!mailbox?.enabled) throw new OperationalError('mail.channel-off', { channelId });
    const access = this.smtp(mailbox);
    if (!access) throw new UserError('mail.channel-cannot-send', { channelId });
    return access;
  }

  private open(sealed: string | null): string | null {
    return sealed === null ? null : this.masterKey.unsealText(sealed, mailboxPassword);
  }
}
