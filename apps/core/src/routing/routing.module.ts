import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { CopyPeopleRepository } from './copy-people.repository.js';
import { CopyRulesController } from './copy-rules.controller.js';
import { CopyRulesRepository } from './copy-rules.repository.js';
import { CopyRulesService } from './copy-rules.service.js';

/** Which letters are copied to whom. */
@Module({
  imports: [JournalModule],
  controllers: [CopyRulesController],
  providers: [CopyRulesService, CopyRulesRepository, CopyPeopleRepository],
  exports: [CopyRulesRepository, CopyPeopleRepository],
})
export class RoutingModule {}
