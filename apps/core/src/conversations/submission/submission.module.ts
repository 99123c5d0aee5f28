import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { ProtectionModule } from '../../protection/protection.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { RoutingModule } from '../../routing/routing.module.js';
import { AnsweringRepository } from '../answering/answering.repository.js';
import { ConversationsModule } from '../conversations.module.js';
import { CaptureRepository } from '../capture/capture.repository.js';
import { HandlingRepository } from '../handling/handling.repository.js';
import { ReachModule } from '../reach/reach.module.js';
import { LetterHabits } from './habits/letter-habits.js';
import { SubmittedLater } from './later/submitted-later.js';
import { InteractionsRepository } from '../interactions.repository.js';
import { ReadingModule } from '../reading/reading.module.js';
import { LetterRouter } from './letter-router.js';
import { MailProgramDoor } from './mail-program-door.js';
import { SubmissionPolicyController } from './policy/submission-policy.controller.js';
import { SubmissionPolicyRepository } from './policy/submission-policy.repository.js';
import { SubmissionPolicyService } from './policy/submission-policy.service.js';
import { RightMailboxRepository } from './right-mailbox/right-mailbox.repository.js';
import { RightMailbox } from './right-mailbox/right-mailbox.js';
import { RouteFactsRepository } from './route-facts.repository.js';
import { SubmissionCapture } from './submission-capture.service.js';
import { SubmissionConsumer } from './submission.consumer.js';
import { SubmissionRelease } from './submission-release.js';
import { SubmissionRepository } from './submission.repository.js';

/** Letters out of employees' own mail programs: who they are, whither their letters go, and that these stand on the card. */
@Module({
  imports: [
    AccessModule,
    JournalModule,
    ProtectionModule,
    RealtimeModule,
    RoutingModule,
    ReadingModule,
    ConversationsModule,
    ReachModule,
  ],
  controllers: [SubmissionConsumer, SubmissionPolicyController],
  providers: [
    ...[MailProgramDoor, LetterRouter, LetterHabits, RouteFactsRepository, SubmittedLater],
    ...[SubmissionCapture, SubmissionRelease, SubmissionRepository],
    ...[RightMailbox, RightMailboxRepository],
    ...[SubmissionPolicyService, SubmissionPolicyRepository],
    ...[AnsweringRepository, CaptureRepository, HandlingRepository, InteractionsRepository],
  ],
})
export class SubmissionModule {}
