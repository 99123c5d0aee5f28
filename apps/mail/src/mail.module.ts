import { Module } from '@nestjs/common';
import { Dns } from './accounts/domains/dns.js';
import { DkimKeysRepository } from './accounts/domains/dkim-keys.repository.js';
import { DkimSigning } from './accounts/domains/dkim-signing.js';
import { DomainLook } from './accounts/domains/domain-look.js';
import { DomainsConsumer } from './accounts/domains/domains.consumer.js';
import { ServerDiscovery } from './accounts/domains/server-discovery.js';
import { OauthClientConsumer } from './accounts/oauth/oauth-client.consumer.js';
import { OauthClientsRepository } from './accounts/oauth/oauth-clients.repository.js';
import { OauthTokensService } from './accounts/oauth/oauth-tokens.service.js';
import { OldMailboxConsumer } from './importing/old-mailbox.consumer.js';
import { OldMailboxes } from './importing/old-mailboxes.service.js';
import { IncomingQueue } from './incoming/incoming-queue.js';
import { MailboxAccess } from './mailboxes/mailbox-access.js';
import { MailboxConsumer } from './mailboxes/mailbox.consumer.js';
import { MailboxRepository } from './mailboxes/mailbox.repository.js';
import { MailboxSupervisor } from './mailboxes/mailbox-supervisor.service.js';
import { CaptureService } from './receiving/capture.service.js';
import { DoorsConsumer } from './receiving/doors.consumer.js';
import { FolderCursorRepository } from './receiving/folder-cursor.repository.js';
import { AliasDoor } from './receiving/smtp/alias-door.js';
import { CorporateAddresses } from './receiving/smtp/corporate-addresses.js';
import { SmtpReceiverService } from './receiving/smtp/smtp-receiver.service.js';
import { DeliveryRepository } from './sending/delivery.repository.js';
import { SendLetterConsumer } from './sending/send-letter.consumer.js';
import { DeliveryLedger } from './sending/delivery-ledger.js';
import { LettersAtHand } from './sending/letters-at-hand.js';
import { SenderService } from './sending/sender.service.js';
import { SentLettersRepository } from './sending/sent/sent-letters.repository.js';
import { SentLettersService } from './sending/sent/sent-letters.service.js';
import { ChangedLetters } from './submission/changed-letters.js';
import { SubmissionDoor } from './submission/submission-door.js';
import { SubmissionRepository } from './submission/submission.repository.js';
import { SubmissionService } from './submission/submission.service.js';
import { SubmissionsService } from './submission/submissions.service.js';

/** Corporate mailboxes: protocols and their state. Nothing here knows clients. */
@Module({
  controllers: [
    MailboxConsumer,
    OauthClientConsumer,
    DomainsConsumer,
    SendLetterConsumer,
    OldMailboxConsumer,
    DoorsConsumer,
  ],
  providers: [
    MailboxRepository,
    Dns,
    ServerDiscovery,
    DomainLook,
    DkimKeysRepository,
    DkimSigning,
    OauthClientsRepository,
    OauthTokensService,
    MailboxAccess,
    MailboxSupervisor,
    IncomingQueue,
    CaptureService,
    FolderCursorRepository,
    CorporateAddresses,
    AliasDoor,
    SmtpReceiverService,
    DeliveryRepository,
    SentLettersRepository,
    SentLettersService,
    DeliveryLedger,
    LettersAtHand,
    SenderService,
    OldMailboxes,
    ...[SubmissionDoor, SubmissionRepository, SubmissionService, SubmissionsService, ChangedLetters],
  ],
})
export class MailModule {}
