import { Module } from '@nestjs/common';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { NotificationsModule } from '../../notifications/notifications.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { RoutingModule } from '../../routing/routing.module.js';
import { AliasLettersModule } from '../reach/answers/alias-letters.module.js';
import { ReadingModule } from '../reading/reading.module.js';
import { ForwardingQueue } from '../forwarding/forwarding-queue.js';
import { ForwardingQueueRepository } from '../forwarding/forwarding-queue.repository.js';
import { InteractionsRepository } from '../interactions.repository.js';
import { CaptureConsumer } from './capture.consumer.js';
import { CaptureRepository } from './capture.repository.js';
import { CaptureService } from './capture.service.js';
import { CopyDeliveriesRepository } from './copy-deliveries.repository.js';
import { InboundCopies } from './inbound-copies.js';
import { SentElsewhere } from './sent-elsewhere.js';
import { SentElsewhereRepository } from './sent-elsewhere.repository.js';
import { LetterWatch } from './letter-watch.js';
import { LetterWatchRepository } from './letter-watch.repository.js';
import { ThreadCluesRepository } from './thread-clues.repository.js';

/** Letters from the bus become interactions. */
@Module({
  imports: [
    ...[AlertsModule, AliasLettersModule, JournalModule, NotificationsModule, RealtimeModule],
    ...[RoutingModule, ReadingModule],
  ],
  controllers: [CaptureConsumer],
  providers: [
    ...[CaptureService, CaptureRepository, CopyDeliveriesRepository, InboundCopies, InteractionsRepository],
    ...[ForwardingQueue, ForwardingQueueRepository],
    ...[SentElsewhere, SentElsewhereRepository],
    ...[ThreadCluesRepository, LetterWatch, LetterWatchRepository],
  ],
  exports: [CaptureService, CaptureRepository],
})
export class CaptureModule {}
