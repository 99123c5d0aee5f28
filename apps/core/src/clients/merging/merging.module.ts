import { Module } from '@nestjs/common';
import { MaskingModule } from '../../access/masking.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { MessagesModule } from '../../conversations/messages/messages.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { ClientsModule } from '../clients.module.js';
import { MergesRepository } from './merges.repository.js';
import { MergingController } from './merging.controller.js';
import { MergingService } from './merging.service.js';
import { MovingBackRepository } from './moving-back.repository.js';
import { MovingRepository } from './moving.repository.js';
import { UndoingService } from './undoing.service.js';

/** Two cards of one client become one, and two again. */
@Module({
  imports: [JournalModule, MaskingModule, RealtimeModule, MessagesModule, ClientsModule],
  controllers: [MergingController],
  providers: [MergingService, UndoingService, MergesRepository, MovingRepository, MovingBackRepository],
})
export class MergingModule {}
