import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { AccessModule } from '../access/access.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { ProtectionModule } from '../protection/protection.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { ReadingModule } from './reading/reading.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { WhatsappTemplatesModule } from '../whatsapp/templates/whatsapp-templates.module.js';
import { ActsController } from './answering/acts/acts.controller.js';
import { ActsRepository } from './answering/acts/acts.repository.js';
import { ActsService } from './answering/acts/acts.service.js';
import { AnswerPlanner } from './answering/answer-plan.js';
import { AnsweringRepository } from './answering/answering.repository.js';
import { AnsweringService } from './answering/answering.service.js';
import { MessagesService } from './answering/messages.service.js';
import { Writing } from './answering/writing.js';
import { WhatsappAnsweringRepository } from './answering/whatsapp/whatsapp-answering.repository.js';
import { WhatsappAnsweringService } from './answering/whatsapp/whatsapp-answering.service.js';
import { WhatsappDeliveriesConsumer } from './answering/whatsapp/whatsapp-deliveries.consumer.js';
import { WhatsappDeliveriesRepository } from './answering/whatsapp/whatsapp-deliveries.repository.js';
import { WhatsappPlanner } from './answering/whatsapp/whatsapp-planner.js';
import { WhatsappReachRepository } from './answering/whatsapp/whatsapp-reach.repository.js';
import { ChatController } from './answering/chat/chat.controller.js';
import { ChatRepository } from './answering/chat/chat.repository.js';
import { ChatService } from './answering/chat/chat.service.js';
import { DeliveriesConsumer } from './answering/deliveries.consumer.js';
import { DeliveriesRepository } from './answering/deliveries.repository.js';
import { DeliveriesController } from './answering/settling/deliveries.controller.js';
import { SettlingRepository } from './answering/settling/settling.repository.js';
import { SettlingService } from './answering/settling/settling.service.js';
import { LaterController } from './answering/later/later.controller.js';
import { LaterRepository } from './answering/later/later.repository.js';
import { LaterService } from './answering/later/later.service.js';
import { LeftUnsent } from './answering/later/left-unsent.js';
import { Sending } from './answering/later/sending.js';
import { WaitingLetters } from './answering/later/waiting-letters.js';
import { UploadsService } from './answering/uploads.service.js';
import { AnswerGate } from './handling/answer-gate.js';
import { AttachmentsModule } from './attachments/attachments.module.js';
import { DeliveryReports } from './reading/delivery-reports.js';
import { DeliveryReportsRepository } from './reading/delivery-reports.repository.js';
import { FilesController } from './files/files.controller.js';
import { FilesRepository } from './files/files.repository.js';
import { FilesService } from './files/files.service.js';
import { HandlingController } from './handling/handling.controller.js';
import { HandlingRepository } from './handling/handling.repository.js';
import { HandlingService } from './handling/handling.service.js';
import { Waking } from './handling/waking.js';
import { InboxFiltersController } from './inbox/filters/inbox-filters.controller.js';
import { InboxFiltersRepository } from './inbox/filters/inbox-filters.repository.js';
import { InboxFiltersService } from './inbox/filters/inbox-filters.service.js';
import { DraftsController } from './drafts/drafts.controller.js';
import { DraftsRepository } from './drafts/drafts.repository.js';
import { DraftsService } from './drafts/drafts.service.js';
import { InboxController } from './inbox/inbox.controller.js';
import { InboxRepository } from './inbox/inbox.repository.js';
import { InboxService } from './inbox/inbox.service.js';
import { InteractionsRepository } from './interactions.repository.js';
import { MessagesModule } from './messages/messages.module.js';
import { ResponsesController } from './responses/responses.controller.js';
import { ResponsesRepository } from './responses/responses.repository.js';
import { ResponsesService } from './responses/responses.service.js';
import { OverviewController } from './overview/overview.controller.js';
import { OverviewRepository } from './overview/overview.repository.js';
import { OverviewService } from './overview/overview.service.js';
import { MentionsRepository } from './mentions/mentions.repository.js';
import { Mentions } from './mentions/mentions.js';
import { PinsController } from './pins/pins.controller.js';
import { PinsRepository } from './pins/pins.repository.js';
import { PinsService } from './pins/pins.service.js';
import { SignaturesController } from './signatures/signatures.controller.js';
import { SignaturesRepository } from './signatures/signatures.repository.js';
import { SignaturesService } from './signatures/signatures.service.js';
import { Signatures } from './signatures/signatures.js';
import { RehomingRepository } from './threads/rehoming.repository.js';
import { RetellingRepository } from './threads/retelling.repository.js';
import { ThreadRights } from './threads/thread-rights.js';
import { ThreadNews } from './threads/thread-news.js';
import { ThreadsController } from './threads/threads.controller.js';
import { ThreadsRepository } from './threads/threads.repository.js';
import { ThreadsService } from './threads/threads.service.js';
import { ThreadUndoingService } from './threads/thread-undoing.service.js';
import { TimelineController } from './timeline.controller.js';
import { TimelineRepository } from './timeline.repository.js';
import { TimelineService } from './timeline.service.js';
import { BlockedSendersController } from './unplaced/blocked-senders.controller.js';
import { BlockedSendersRepository } from './unplaced/blocked-senders.repository.js';
import { BlockedSendersService } from './unplaced/blocked-senders.service.js';
import { UnplacedController } from './unplaced/unplaced.controller.js';
import { UnplacedRepository } from './unplaced/unplaced.repository.js';
import { UnplacedService } from './unplaced/unplaced.service.js';

/** What people read and write: the inbox, the timeline, answers, the unplaced tray. */
@Module({
  imports: [
    AccessModule,
    AlertsModule,
    AttachmentsModule,
    JournalModule,
    ReadingModule,
    RealtimeModule,
    RoutingModule,
    ClientsModule,
    MaskingModule,
    MessagesModule,
    WhatsappTemplatesModule,
    ProtectionModule,
    NotificationsModule,
  ],
  controllers: [
    ...[
      TimelineController,
      OverviewController,
      FilesController,
      PinsController,
      InboxController,
      InboxFiltersController,
      HandlingController,
      ThreadsController,
      UnplacedController,
      BlockedSendersController,
    ],
    ...[DeliveriesController, ActsController, ChatController, ResponsesController, LaterController, DraftsController],
    ...[SignaturesController],
    ...[DeliveriesConsumer, WhatsappDeliveriesConsumer],
  ],
  providers: [
    ...[TimelineService, TimelineRepository, InboxService, InboxRepository, UnplacedService, UnplacedRepository],
    ...[
      AnsweringService,
      AnsweringRepository,
      AnswerPlanner,
      UploadsService,
      Writing,
      MessagesService,
      DeliveriesRepository,
      DeliveryReports,
      DeliveryReportsRepository,
      InteractionsRepository,
    ],
    ...[InboxFiltersService, InboxFiltersRepository],
    ...[Mentions, MentionsRepository],
    ...[HandlingService, HandlingRepository, AnswerGate, Waking],
    ...[BlockedSendersService, BlockedSendersRepository],
    ...[ThreadsService, ThreadUndoingService, ThreadRights, ThreadNews],
    ...[ThreadsRepository, RehomingRepository, RetellingRepository],
    ...[ResponsesService, ResponsesRepository, LaterService, LaterRepository, LeftUnsent, Sending, WaitingLetters],
    ...[DraftsService, DraftsRepository],
    ...[Signatures, SignaturesService, SignaturesRepository],
    ...[PinsService, PinsRepository, OverviewService, OverviewRepository],
    ...[FilesService, FilesRepository],
    ...[SettlingService, SettlingRepository, WhatsappDeliveriesRepository],
    ...[ActsService, ActsRepository, ChatService, ChatRepository],
    ...[WhatsappAnsweringService, WhatsappPlanner, WhatsappAnsweringRepository, WhatsappReachRepository],
  ],
  exports: [
    ...[AnsweringService, UploadsService, WhatsappAnsweringService, Writing, UnplacedRepository],
    ...[Signatures, ResponsesService, LaterRepository, Sending, WaitingLetters],
  ],
})
export class ConversationsModule {}
