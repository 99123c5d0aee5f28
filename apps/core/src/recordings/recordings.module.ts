import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { TranscriptsModule } from '../transcripts/transcripts.module.js';
import { RecordingCommentsController } from './comments/comments.controller.js';
import { CommentsRepository } from './comments/comments.repository.js';
import { CommentsService } from './comments/comments.service.js';
import { KeepingService } from './keeping/keeping.service.js';
import { KeptRecordingsRepository } from './keeping/kept-recordings.repository.js';
import { RecordingsConsumer } from './keeping/recordings.consumer.js';
import { PlayingService } from './playing/playing.service.js';
import { RecordingsController } from './playing/recordings.controller.js';
import { PlaylistsController } from './playlists/playlists.controller.js';
import { PlaylistsRepository } from './playlists/playlists.repository.js';
import { PlaylistsService } from './playlists/playlists.service.js';
import { RecordingsRepository } from './recordings.repository.js';
import { CriteriaRepository } from './scores/criteria.repository.js';
import { CriteriaService } from './scores/criteria.service.js';
import { ScoresController } from './scores/scores.controller.js';
import { ScoresRepository } from './scores/scores.repository.js';
import { ScoresService } from './scores/scores.service.js';

/** The sound of calls: kept, heard, talked about. */
@Module({
  imports: [JournalModule, RealtimeModule, MaskingModule, AlertsModule, TranscriptsModule],
  // `recordings/comments` stands before `recordings/:id`.
  controllers: [
    RecordingCommentsController,
    RecordingsController,
    ScoresController,
    PlaylistsController,
    RecordingsConsumer,
  ],
  providers: [
    ...[KeepingService, KeptRecordingsRepository, PlayingService, RecordingsRepository],
    ...[CommentsService, CommentsRepository, PlaylistsService, PlaylistsRepository],
    ...[CriteriaService, CriteriaRepository, ScoresService, ScoresRepository],
  ],
})
export class RecordingsModule {}
