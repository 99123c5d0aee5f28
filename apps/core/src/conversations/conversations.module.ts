import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { AnsweringService } from './answering/answering.service.js';
import { UploadsService } from './answering/uploads.service.js';
import { InboxController } from './inbox.controller.js';
import { InboxService } from './inbox.service.js';
import { TimelineController } from './timeline.controller.js';
import { TimelineService } from './timeline.service.js';
import { UnplacedController } from './unplaced/unplaced.controller.js';
import { UnplacedService } from './unplaced/unplaced.service.js';

/** What people read and write: the inbox, the timeline, answers, the unplaced tray. */
@Module({
  imports: [JournalModule, RealtimeModule, RoutingModule],
  controllers: [TimelineController, InboxController, UnplacedController],
  providers: [TimelineService, InboxService, UnplacedService, AnsweringService, UploadsService],
})
export class ConversationsModule {}
