import { Module } from '@nestjs/common';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { AttachmentsService } from './attachments.service.js';
import { InspectionPool } from './inspection-pool.js';
import { Quarantine } from './quarantine.js';

/** What came with letters and messages is looked through: for harm, and for the words in it. */
@Module({
  imports: [JournalModule, RealtimeModule, AlertsModule],
  providers: [AttachmentsService, AttachmentsRepository, InspectionPool, Quarantine],
  exports: [Quarantine],
})
export class AttachmentsModule {}
