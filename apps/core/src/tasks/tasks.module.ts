import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { Escalation } from './escalation.js';
import { PromisesService } from './promises.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksRepository } from './tasks.repository.js';
import { TasksService } from './tasks.service.js';

/** What is still to be done for clients, in one list: whom to call back, and what was promised. */
@Module({
  imports: [
    AlertsModule,
    CallsModule,
    ClientsModule,
    JournalModule,
    MaskingModule,
    NotificationsModule,
    RealtimeModule,
  ],
  controllers: [TasksController],
  providers: [TasksService, PromisesService, TasksRepository, Escalation],
})
export class TasksModule {}
