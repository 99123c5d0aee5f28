import { Module } from '@nestjs/common';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { NotificationsModule } from '../../notifications/notifications.module.js';
import { ProtectionModule } from '../../protection/protection.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { CaptureRepository } from '../capture/capture.repository.js';
import { InteractionsRepository } from '../interactions.repository.js';
import { MessageCaptureRepository } from './capture/message-capture.repository.js';
import { MessageCaptureService } from './capture/message-capture.service.js';
import { MessagesConsumer } from './capture/messages.consumer.js';
import { MessageChangesRepository } from './message-changes.repository.js';
import { MessageChanges } from './message-changes.js';
import { MessageMediaRepository } from './message-media.repository.js';
import { MessageMedia } from './message-media.js';
import { PeopleRepository } from './people/people.repository.js';
import { People } from './people/people.js';

/** Chat messages: as they come, what happens to them afterwards, their bytes, and who is who. */
@Module({
  imports: [JournalModule, NotificationsModule, RealtimeModule, ProtectionModule],
  controllers: [MessagesConsumer],
  providers: [
    ...[MessageCaptureService, MessageCaptureRepository, CaptureRepository, InteractionsRepository],
    ...[MessageChanges, MessageChangesRepository, MessageMedia, MessageMediaRepository, People, PeopleRepository],
  ],
  exports: [MessageChanges, MessageChangesRepository, MessageMedia, MessageMediaRepository, People, PeopleRepository],
})
export class MessagesModule {}
