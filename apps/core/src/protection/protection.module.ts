import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { AnsweringRepository } from '../conversations/answering/answering.repository.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { BypassContexts } from './bypass/bypass-context.js';
import { BypassRepository } from './bypass/bypass.repository.js';
import { CapturedWatch } from './bypass/captured-watch.js';
import { OutgoingCheck } from './bypass/outgoing-check.js';
import { OutgoingCheckRepository } from './bypass/outgoing-check.repository.js';
import { HeldController } from './held/held.controller.js';
import { HeldTold } from './held/held-told.js';
import { HeldService } from './held/held.service.js';
import { ProtectionPolicyController } from './policy/protection-policy.controller.js';
import { ProtectionPolicyRepository } from './policy/protection-policy.repository.js';
import { ProtectionPolicyService } from './policy/protection-policy.service.js';
import { PrivateContactsController } from './private-contacts/private-contacts.controller.js';
import { PrivateContactsRepository } from './private-contacts/private-contacts.repository.js';
import { PrivateContactsService } from './private-contacts/private-contacts.service.js';

/** Clients stay the company's: what leads them away is asked about, held or told. */
@Module({
  imports: [JournalModule, MaskingModule, AlertsModule, NotificationsModule, RealtimeModule],
  controllers: [ProtectionPolicyController, PrivateContactsController, HeldController],
  providers: [
    ...[ProtectionPolicyService, ProtectionPolicyRepository, PrivateContactsService, PrivateContactsRepository],
    ...[BypassContexts, BypassRepository, CapturedWatch, OutgoingCheck, OutgoingCheckRepository],
    ...[HeldService, HeldTold, AnsweringRepository],
  ],
  exports: [OutgoingCheck, HeldTold, BypassRepository, BypassContexts, ProtectionPolicyRepository],
})
export class ProtectionModule {}
