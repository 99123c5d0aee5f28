import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { CaptureRepository } from '../conversations/capture/capture.repository.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { InteractionsRepository } from '../conversations/interactions.repository.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { TasksRepository } from '../tasks/tasks.repository.js';
import { TelephonyModule } from '../telephony/telephony.module.js';
import { CallsController } from './calls.controller.js';
import { CallsRepository } from './calls.repository.js';
import { CallsService } from './calls.service.js';
import { CallCaptureRepository } from './capture/call-capture.repository.js';
import { CallCaptureService } from './capture/call-capture.service.js';
import { CallEndedConsumer } from './capture/call-ended.consumer.js';
import { CallFollowUp } from './capture/call-follow-up.js';
import { CallsTalliedConsumer } from './capture/calls-tallied.consumer.js';
import { TallyRepository } from './capture/tally.repository.js';
import { DialCallConsumer } from './dialling/dial-call.consumer.js';
import { DialPlanner } from './dialling/dial-planner.js';
import { DiallingRepository } from './dialling/dialling.repository.js';
import { DiallingService } from './dialling/dialling.service.js';
import { ActsService } from './live/acts.service.js';
import { CallChangedConsumer } from './live/call-changed.consumer.js';
import { CallFinder } from './live/call-finder.js';
import { ForgottenCalls } from './live/forgotten-calls.js';
import { LiveCallsRepository } from './live/live-calls.repository.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { MissedTexts } from './missed-texts/missed-texts.js';
import { MissedTextsRepository } from './missed-texts/missed-texts.repository.js';
import { CallMatchesRepository } from './placing/call-matches.repository.js';
import { CallPlacingService } from './placing/call-placing.service.js';
import { CallReportsRepository } from './reports/call-reports.repository.js';
import { CallReportsService } from './reports/call-reports.service.js';
import { CallReportsController } from './reports/reports.controller.js';
import { RouteCallConsumer } from './routing/route-call.consumer.js';
import { RoutingRepository } from './routing/routing.repository.js';
import { RoutingService } from './routing/routing.service.js';

/** Calls: whom they reach, where they may go, what stands on the card of them, and what follows. */
@Module({
  imports: [
    ...[AlertsModule, ClientsModule, ConversationsModule, JournalModule, MaskingModule, RealtimeModule],
    ...[NotificationsModule, TelephonyModule],
  ],
  controllers: [
    ...[CallsController, CallReportsController],
    ...[RouteCallConsumer, DialCallConsumer, CallChangedConsumer, CallEndedConsumer, CallsTalliedConsumer],
  ],
  providers: [
    ...[CallsService, CallsRepository, RoutingService, RoutingRepository],
    ...[DiallingService, DiallingRepository, DialPlanner, ActsService, CallFinder, LiveCallsRepository],
    ...[CallCaptureService, CallCaptureRepository, CallFollowUp, TallyRepository, InteractionsRepository],
    ...[CaptureRepository, CallPlacingService, CallMatchesRepository, CallReportsService, CallReportsRepository],
    ...[TasksRepository, ForgottenCalls, MissedTexts, MissedTextsRepository],
  ],
  exports: [CallsService, CallsRepository],
})
export class CallsModule {}
