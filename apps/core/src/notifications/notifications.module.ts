import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { MaskingModule } from '../access/masking.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { ChoicesRepository } from './choices/choices.repository.js';
import { ChoicesService } from './choices/choices.service.js';
import { HandoverTold } from './handover-told.js';
import { NoticesController } from './notices.controller.js';
import { NoticesRepository } from './notices.repository.js';
import { NoticesService } from './notices.service.js';
import { Notices } from './notices.js';
import { PushCall } from './push/push-call.js';
import { PushController } from './push/push.controller.js';
import { PushJobsRepository } from './push/push-jobs.repository.js';
import { PushKeysRepository } from './push/push-keys.repository.js';
import { PushKeys } from './push/push-keys.js';
import { PushNudge } from './push/push-nudge.js';
import { PushSender } from './push/push-sender.js';
import { PushSubscriptionsRepository } from './push/push-subscriptions.repository.js';
import { PushSubscriptionsService } from './push/push-subscriptions.service.js';
import { TellingRepository } from './telling.repository.js';

/** What each employee is told, and by which ways. */
@Module({
  imports: [AccessModule, JournalModule, MaskingModule, RealtimeModule],
  controllers: [NoticesController, PushController],
  providers: [
    ...[Notices, TellingRepository, HandoverTold, NoticesService, NoticesRepository, ChoicesService, ChoicesRepository],
    ...[PushNudge, PushSender, PushJobsRepository, PushCall, PushKeys, PushKeysRepository],
    ...[PushSubscriptionsService, PushSubscriptionsRepository],
  ],
  exports: [Notices, NoticesService],
})
export class NotificationsModule {}
