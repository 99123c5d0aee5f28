import { Module } from '@nestjs/common';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { DeliveriesRepository } from './webhooks/deliveries.repository.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { WebhooksRepository } from './webhooks/webhooks.repository.js';
import { WebhooksService } from './webhooks/webhooks.service.js';

/** Other programs, as far as they are told what happens here; how they get in is in access/tokens. */
@Module({
  imports: [JournalModule, AlertsModule, RealtimeModule],
  controllers: [WebhooksController],
  providers: [WebhooksService, WebhooksRepository, DeliveriesRepository, WebhookSender],
})
export class IntegrationsModule {}
