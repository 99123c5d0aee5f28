import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { ClientsController } from './clients.controller.js';
import { ClientsService } from './clients.service.js';

/** Cards, their contact points and who is responsible for them. */
@Module({
  imports: [JournalModule, RealtimeModule],
  controllers: [ClientsController],
  providers: [ClientsService],
  exports: [ClientsService],
})
export class ClientsModule {}
