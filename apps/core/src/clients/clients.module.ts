import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { Assignees } from './assignees.js';
import { ClientsController } from './clients.controller.js';
import { ClientsRepository } from './clients.repository.js';
import { ClientsService } from './clients.service.js';
import { ContactPoints } from './contact-points.js';

/** Cards, their contact points and who is responsible for them. */
@Module({
  imports: [JournalModule, MaskingModule],
  controllers: [ClientsController],
  providers: [ClientsService, ClientsRepository, ContactPoints, Assignees],
  exports: [ClientsService, ClientsRepository, ContactPoints, Assignees],
})
export class ClientsModule {}
