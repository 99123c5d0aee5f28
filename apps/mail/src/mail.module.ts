import { Module } from '@nestjs/common';
import { OldMailboxConsumer } from './importing/old-mailbox.consumer.js';
import { OldMailboxes } from './importing/old-mailboxes.service.js';
import { MailboxAccess } from './mailboxes/mailbox-access.js';
import { MailboxConsumer } from './mailboxes/mailbox.consumer.js';
import { MailboxRepository } from './mailboxes/mailbox.repository.js';
import { MailboxSupervisor } from './mailboxes/mailbox-supervisor.service.js';
import { CaptureService } from './receiving/capture.service.js';
import { FolderCursorRepository } from './receiving/folder-cursor.repository.js';
import { AliasDoor } from './receiving/smtp/alias-door.js';
import { CorporateAddresses } from './receiving/smtp/corporate-addresses.js';
import { SmtpReceiverService } from './receiving/smtp/smtp-receiver.service.js';
import { DeliveryRepository } from './sending/delivery.repository.js';
import { SendLetterConsumer } from './sending/send-letter.consumer.js';
import { SenderService } from './sending/sender.service.js';
import { SubmissionDoor } from './submission/submission-door.js';
import { SubmissionRepository } from './submission/submission.repository.js';
import { SubmissionService } from './submission/submission.service.js';
import { SubmissionsService } from './submission/submissions.service.js';

/** Corporate mailboxes: protocols and their state. Nothing here knows clients. */
@Module({
  controllers: [MailboxConsumer, SendLetterConsumer, OldMailboxConsumer],
  providers: [
    MailboxRepository,
    MailboxAccess,
    MailboxSupervisor,
    CaptureService,
    FolderCursorRepository,
    CorporateAddresses,
    AliasDoor,
    SmtpReceiverService,
    DeliveryRepository,
    SenderService,
    OldMailboxes,
    ...[SubmissionDoor, SubmissionRepository, SubmissionService, SubmissionsService],
  ],
})
export class MailModule {}
