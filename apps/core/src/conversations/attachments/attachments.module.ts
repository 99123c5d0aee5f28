import { Module } from '@nestjs/common';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { ReadingModule } from '../reading/reading.module.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { AttachmentsService } from './attachments.service.js';
import { InspectionPool } from './inspection-pool.js';
import { Quarantine } from './quarantine.js';
import { ScannerController } from './scanner/scanner.controller.js';
import { ScannerRepository } from './scanner/scanner.repository.js';
import { ScannerService } from './scanner/scanner.service.js';

/** What came with letters and messages is looked through: for harm, and for the words in it. */
@Module({
  imports: [JournalModule, RealtimeModule, AlertsModule, ReadingModule],
  controllers: [ScannerController],
  providers: [AttachmentsService, AttachmentsRepository, InspectionPool, Quarantine, ScannerService, ScannerRepository],
  exports: [Quarantine],
})
export class AttachmentsModule {}
