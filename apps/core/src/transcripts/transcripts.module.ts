import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RecordingsRepository } from '../recordings/recordings.repository.js';
import { TranscribingService } from './transcribing.service.js';
import { TranscriptQueue } from './transcript-queue.js';
import { TranscriptsController } from './transcripts.controller.js';
import { TranscriptsRepository } from './transcripts.repository.js';
import { TranscriptsService } from './transcripts.service.js';

/** Words of what was said, where a recogniser is set up. */
@Module({
  imports: [JournalModule, RealtimeModule, MaskingModule, AlertsModule],
  controllers: [TranscriptsController],
  providers: [TranscriptQueue, TranscribingService, TranscriptsService, TranscriptsRepository, RecordingsRepository],
  exports: [TranscriptQueue],
})
export class TranscriptsModule {}
