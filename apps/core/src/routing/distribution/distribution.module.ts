import { Module } from '@nestjs/common';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { NotificationsModule } from '../../notifications/notifications.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { TasksRepository } from '../../tasks/tasks.repository.js';
import { AbsencesController } from '../absences/absences.controller.js';
import { AbsencesRepository } from '../absences/absences.repository.js';
import { AbsencesService } from '../absences/absences.service.js';
import { TeamRoutingController } from '../teams/team-routing.controller.js';
import { TeamRoutingRepository } from '../teams/team-routing.repository.js';
import { TeamRoutingService } from '../teams/team-routing.service.js';
import { DecisionsController } from './decisions.controller.js';
import { DecisionsRepository } from './decisions.repository.js';
import { DecisionsService } from './decisions.service.js';
import { Distribution } from './distribution.js';
import { Distributor } from './distributor.js';
import { Escalating } from './escalating.js';
import { WaitingRepository } from './waiting.repository.js';

/** Who answers what clients write, and until when. */
@Module({
  imports: [AlertsModule, JournalModule, NotificationsModule, RealtimeModule],
  controllers: [TeamRoutingController, AbsencesController, DecisionsController],
  providers: [
    ...[TeamRoutingService, TeamRoutingRepository, AbsencesService, AbsencesRepository],
    ...[Distribution, Distributor, Escalating, WaitingRepository, DecisionsService, DecisionsRepository],
    TasksRepository,
  ],
})
export class DistributionModule {}
