import { Module } from '@nestjs/common';
import { MaskingModule } from '../../access/masking.module.js';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { ClientsModule } from '../clients.module.js';
import { DuplicatesController } from './duplicates.controller.js';
import { DuplicatesRepository } from './duplicates.repository.js';
import { DuplicatesService } from './duplicates.service.js';

/** Before a card is made: whether the client has one already. */
@Module({
  imports: [JournalModule, MaskingModule, AlertsModule, ClientsModule],
  controllers: [DuplicatesController],
  providers: [DuplicatesService, DuplicatesRepository],
})
export class DuplicatesModule {}
