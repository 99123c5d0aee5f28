import { Module } from '@nestjs/common';
import { MaskingModule } from '../../access/masking.module.js';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { ClientsModule } from '../clients.module.js';
import { BatchWriting } from './batch-writing.js';
import { ImportCardsRepository } from './import-cards.repository.js';
import { ImportJobs } from './import-jobs.js';
import { ImportResultsService } from './import-results.service.js';
import { ImportWork } from './import-work.js';
import { ImportsController } from './imports.controller.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { Judging } from './judging.js';
import { JudgingRepository } from './judging.repository.js';
import { ImportUndoing } from './undoing.js';
import { ImportUndoingRepository } from './undoing.repository.js';

/** Clients out of a file. */
@Module({
  imports: [JournalModule, MaskingModule, AlertsModule, RealtimeModule, ClientsModule],
  controllers: [ImportsController],
  providers: [
    ...[ImportsService, ImportResultsService, ImportJobs, ImportWork, ImportUndoing, Judging, BatchWriting],
    ...[ImportsRepository, JudgingRepository, ImportCardsRepository, ImportUndoingRepository],
  ],
})
export class ImportingModule {}
