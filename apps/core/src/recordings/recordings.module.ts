import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { KeepingService } from './keeping/keeping.service.js';
import { KeptRecordingsRepository } from './keeping/kept-recordings.repository.js';
import { RecordingsConsumer } from './keeping/recordings.consumer.js';
import { PlayingService } from './playing/playing.service.js';
import { RecordingsController } from './playing/recordings.controller.js';
import { RecordingsRepository } from './recordings.repository.js';

/** The sound of calls: kept, heard, talked about. */
@Module({
  imports: [JournalModule, RealtimeModule, MaskingModule, AlertsModule],
  controllers: [RecordingsController, RecordingsConsumer],
  providers: [KeepingService, KeptRecordingsRepository, PlayingService, RecordingsRepository],
})
export class RecordingsModule {}
