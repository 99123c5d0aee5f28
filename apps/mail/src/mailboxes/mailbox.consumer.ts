import { Controller } from '@nestjs/common';
import { saveMailbox, testMailbox, type MailboxCheck, type ReplyOf, type RequestOf } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Answers } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { OauthTokensService } from '../accounts/oauth/oauth-tokens.service.js';
import { SenderService } from '../sending/sender.service.js';
import { SentLettersService } from '../sending/sent/sent-letters.service.js';
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
    private readonly sentLetters: SentLettersService,
    private readonly tokens: OauthTokensService,
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
      const given = { channelId, settings, ...secretsOf(secrets), enabled };
      await this.mailboxes.save(tx, { ...(await this.mailboxes.withSecrets(tx, given)), channelId });
    });
    await this.supervisor.changed(channelId);
    await this.sender.renew(channelId);
    await this.sentLetters.renew(channelId);
    this.log.info({ channelId, enabled }, 'A mailbox was saved');
    return { saved: true };
  }

  /** Both servers at once, with the given passwords or, where they are left out and the servers are still the same, the kept ones. */
  @Answers(testMailbox)
  async test({ channelId, settings, secrets }: RequestOf<typeof testMailbox>): Promise<ReplyOf<typeof testMailbox>> {
    const given = { channelId, settings, ...secretsOf(secrets), enabled: true };
    const tried = await this.uow.run((tx) => this.mailboxes.withSecrets(tx, given));
    const byConsent = settings.auth?.kind === 'oauth';
    // A kept consent is renewed where it is kept; what was given just now is tried as it is.
    if (byConsent && channelId !== null && given.oauth === null && tried.oauth !== null) {
      tried.oauth = await this.tokens.renewedFor(channelId, tried.oauth);
    }
    const imap = settings.imap && this.access.once(tried, settings.imap, tried.imapPassword);
    const smtp = settings.smtp && this.access.once(tried, settings.smtp, tried.smtpPassword);
    const nothing: { checks: MailboxCheck[]; folders: Folder[] } = { checks: [], folders: [] };
    const [read, sent] = await Promise.all([
      imap && settings.imap
        ? checkImap(imap, settings.imap, byConsent ? 'mail.sign-in-again' : 'mail.password-missing')
        : nothing,
      smtp ? checkSmtp(smtp) : [],
    ]);
    return { checks: [...read.checks, ...sent], folders: read.folders };
  }
}

const secretsOf = ({ imapPassword, smtpPassword, oauth = null }: RequestOf<typeof saveMailbox>['secrets']) => ({
  imapPassword,
  smtpPassword,
  oauth,
});
