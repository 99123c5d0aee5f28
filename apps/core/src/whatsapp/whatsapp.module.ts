import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { CompletenessController } from './completeness/completeness.controller.js';
import { CompletenessRepository } from './completeness/completeness.repository.js';
import { CompletenessService } from './completeness/completeness.service.js';
import { WhatsappTalliedConsumer } from './completeness/tallied.consumer.js';
import { WhatsappAlarmConsumer } from './numbers/alarm.consumer.js';
import { WhatsappLinkingService } from './numbers/linking.service.js';
import { WhatsappNumberChangedConsumer } from './numbers/number-changed.consumer.js';
import { WhatsappNumberKeeper } from './numbers/number-keeper.js';
import { WhatsappNumbersController } from './numbers/numbers.controller.js';
import { WhatsappNumbersRepository } from './numbers/numbers.repository.js';
import { WhatsappNumbersService } from './numbers/numbers.service.js';
import { WhatsappTemplatesModule } from './templates/whatsapp-templates.module.js';
import { WebhookController } from './webhook/webhook.controller.js';
import { WebhookService } from './webhook/webhook.service.js';

/** The company's numbers on WhatsApp: how they are reached, linked and watched; and where the Cloud API delivers. */
@Module({
  imports: [AccessModule, AlertsModule, JournalModule, RealtimeModule, WhatsappTemplatesModule],
  controllers: [
    WhatsappNumbersController,
    WebhookController,
    CompletenessController,
    ...[WhatsappNumberChangedConsumer, WhatsappAlarmConsumer, WhatsappTalliedConsumer],
  ],
  providers: [
    ...[WhatsappNumbersService, WhatsappNumbersRepository, WhatsappNumberKeeper, WhatsappLinkingService],
    ...[WebhookService, CompletenessService, CompletenessRepository],
  ],
})
export class WhatsappModule {}
