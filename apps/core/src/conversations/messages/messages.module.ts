import { Module } from '@nestjs/common';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { MessageChangesRepository } from './message-changes.repository.js';
import { MessageChanges } from './message-changes.js';
import { MessageMediaRepository } from './message-media.repository.js';
import { MessageMedia } from './message-media.js';

/** Chat messages: what happens to them after they were sent, and their bytes; for those who capture them and those who send them. */
@Module({
  imports: [JournalModule],
  providers: [MessageChanges, MessageChangesRepository, MessageMedia, MessageMediaRepository],
  exports: [MessageChanges, MessageChangesRepository, MessageMedia, MessageMediaRepository],
})
export class MessagesModule {}
