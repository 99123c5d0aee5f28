import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { Assignees } from './assignees.js';
import { Cards } from './cards.js';
import { ChangingService } from './changing.service.js';
import { ClientsController } from './clients.controller.js';
import { ClientsRepository } from './clients.repository.js';
import { ClientsService } from './clients.service.js';
import { ContactPoints } from './contact-points.js';
import { CardChanges } from './history/card-changes.js';
import { CardChangesRepository } from './history/card-changes.repository.js';
import { CardHistoryController } from './history/card-history.controller.js';
import { CardHistoryService } from './history/card-history.service.js';

/** Cards, their contact points and who is responsible for them. */
@Module({
  imports: [JournalModule, MaskingModule, RealtimeModule],
  controllers: [ClientsController, CardHistoryController],
  providers: [
    ...[ClientsService, ClientsRepository, ContactPoints, Assignees, Cards, ChangingService],
    ...[CardChanges, CardChangesRepository, CardHistoryService],
  ],
  exports: [ClientsService, ClientsRepository, ContactPoints, Assignees, Cards, CardChanges, CardChangesRepository],
})
export class ClientsModule {}
