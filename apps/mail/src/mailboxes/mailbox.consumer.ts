import { Controller } from '@nestjs/common';
import { saveMailbox, testMailbox, type MailboxCheck, type ReplyOf, type RequestOf } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Answers } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { SenderService } from '../sending/sender.service.js';
import { MailboxAccess } from './mailbox-access.js';
import { checkImap, checkSmtp, type Folder } from './mailbox-check.js';
import { MailboxRepository } from './mailbox.repository.js';
import { MailboxSupervisor } from './mailbox-supervisor.service.js';

@Controller()
export class MailboxConsumer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly mailboxes: MailboxRepository,
    private readonly access: MailboxAccess,
    private readonly supervisor: MailboxSupervisor,
    private readonly sender: SenderService,
    private readonly log: Logger,
  ) {}

  @Answers(saveMailbox)
  async save({
    channelId,
    settings,
    secrets,
    enabled,
  }: RequestOf<typeof saveMailbox>): Promise<ReplyOf<typeof saveMailbox>> {
    await this.uow.run(async (tx) => {
      const { imapPassword, smtpPassword } = await this.mailboxes.withSecrets(tx, {
        channelId,
        settings,
        ...secrets,
        enabled,
      });
      await this.mailboxes.save(tx, { channelId, settings, imapPassword, smtpPassword, enabled });
    });
    await this.supervisor.changed(channelId);
    await this.sender.renew(channelId);
    this.log.info({ channelId, enabled }, 'A mailbox was saved');
    return { saved: true };
  }

  /** Both servers at once, with the given passwords or, where they are left out and the servers are still the same, the kept ones. */
  @Answers(testMailbox)
  async test({ channelId, settings, secrets }: RequestOf<typeof testMailbox>): Promise<ReplyOf<typeof testMailbox>> {
    const given = { channelId, settings, ...secrets, enabled: true };
    const tried = await this.uow.run((tx) => this.mailboxes.withSecrets(tx, given));
    const imap = this.access.imap(tried);
    const smtp = this.access.smtp(tried);
    const nothing: { checks: MailboxCheck[]; folders: Folder[] } = { checks: [], folders: [] };
    const [read, sent] = await Promise.all([
      imap && settings.imap ? checkImap(imap, settings.imap) : nothing,
      smtp ? checkSmtp(smtp) : [],
    ]);
    return { checks: [...read.checks, ...sent], folders: read.folders };
  }
}
