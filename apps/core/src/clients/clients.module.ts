import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { Assignees } from './assignees.js';
import { CardWriting } from './card-writing.js';
import { Cards } from './cards.js';
import { ChangingRepository } from './changing.repository.js';
import { ChangingService } from './changing.service.js';
import { ClientsController } from './clients.controller.js';
import { ClientsRepository } from './clients.repository.js';
import { ClientsService } from './clients.service.js';
import { ContactPoints } from './contact-points.js';
import { ContactUseRepository } from './contact-use.repository.js';
import { Lifecycles } from './lifecycle/lifecycles.js';
import { LifecyclesRepository } from './lifecycle/lifecycles.repository.js';
import { FieldValues } from './fields/field-values.js';
import { FieldsController } from './fields/fields.controller.js';
import { FieldsRepository } from './fields/fields.repository.js';
import { FieldsService } from './fields/fields.service.js';
import { TagsController } from './tags/tags.controller.js';
import { TagsRepository } from './tags/tags.repository.js';
import { TagsService } from './tags/tags.service.js';
import { CardChanges } from './history/card-changes.js';
import { CardChangesRepository } from './history/card-changes.repository.js';
import { CardHistoryController } from './history/card-history.controller.js';
import { CardHistoryService } from './history/card-history.service.js';

/** Cards, their contact points and who is responsible for them. */
@Module({
  imports: [JournalModule, MaskingModule, NotificationsModule, RealtimeModule],
  controllers: [ClientsController, CardHistoryController, FieldsController, TagsController],
  providers: [
    ...[ClientsService, ClientsRepository, ContactPoints, Assignees, Cards, ChangingService],
    ...[CardWriting, ChangingRepository, FieldsService, FieldsRepository, FieldValues, TagsService, TagsRepository],
    ...[ContactUseRepository, Lifecycles, LifecyclesRepository],
    ...[CardChanges, CardChangesRepository, CardHistoryService],
  ],
  exports: [
    ClientsService,
    ClientsRepository,
    ContactPoints,
    Assignees,
    Cards,
    CardWriting,
    CardChanges,
    CardChangesRepository,
    FieldsRepository,
  ],
})
export class ClientsModule {}
