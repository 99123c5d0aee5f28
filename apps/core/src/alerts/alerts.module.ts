import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { AlarmConsumer } from './alarm.consumer.js';
import { AlertsController } from './alerts.controller.js';
import { AlertsRepository } from './alerts.repository.js';
import { AlertsService } from './alerts.service.js';
import { Alerts } from './alerts.js';

/** What somebody must look at. */
@Module({
  imports: [JournalModule, RealtimeModule, MaskingModule, NotificationsModule],
  controllers: [AlertsController, AlarmConsumer],
  providers: [Alerts, AlertsService, AlertsRepository],
  exports: [Alerts],
})
export class AlertsModule {}
