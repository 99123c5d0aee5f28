import { Module } from '@nestjs/common';
import { MaskingModule } from '../../access/masking.module.js';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { CaptureModule } from '../capture/capture.module.js';
import { ImportingSources } from './importing-sources.js';
import { ImportLettersRepository } from './import-letters.repository.js';
import { LetterJudging } from './letter-judging.js';
import { MailImportJobs } from './mail-import-jobs.js';
import { MailImportResultsService } from './mail-import-results.service.js';
import { MailImportUndoing } from './mail-import-undoing.js';
import { MailImportWork } from './mail-import-work.js';
import { MailImportsController } from './mail-imports.controller.js';
import { MailImportsRepository } from './mail-imports.repository.js';
import { MailImportsService } from './mail-imports.service.js';

/** Letters out of old mailboxes and files. */
@Module({
  imports: [JournalModule, MaskingModule, AlertsModule, RealtimeModule, CaptureModule],
  controllers: [MailImportsController],
  providers: [
    ...[MailImportsService, MailImportResultsService, MailImportJobs, MailImportWork, MailImportUndoing],
    ...[LetterJudging, ImportingSources, MailImportsRepository, ImportLettersRepository],
  ],
})
export class MailImportingModule {}
