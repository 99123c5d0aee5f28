import { Module } from '@nestjs/common';
import { MaskingModule } from '../../access/masking.module.js';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { ReachModule } from '../reach/reach.module.js';
import { Forwarding } from './forwarding.js';
import { ForwardingPolicyController } from './forwarding-policy.controller.js';
import { ForwardingPolicyRepository } from './forwarding-policy.repository.js';
import { ForwardingPolicyService } from './forwarding-policy.service.js';
import { ForwardingRepository } from './forwarding.repository.js';

/** Letters of clients go on to the mailbox in which whoever is responsible for them works. */
@Module({
  imports: [ReachModule, AttachmentsModule, AlertsModule, JournalModule, MaskingModule, RealtimeModule],
  controllers: [ForwardingPolicyController],
  providers: [Forwarding, ForwardingRepository, ForwardingPolicyService, ForwardingPolicyRepository],
})
export class ForwardingModule {}
