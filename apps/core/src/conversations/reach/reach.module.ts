import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { MaskingModule } from '../../access/masking.module.js';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { RoutingModule } from '../../routing/routing.module.js';
import { CompanyLetters } from './company-letters.js';
import { CompanyLettersRepository } from './company-letters.repository.js';
import { ReachAliases } from './reach-aliases.js';
import { ReachAliasesRepository } from './reach-aliases.repository.js';
import { WorkMailboxesController } from './work-mailboxes/work-mailboxes.controller.js';
import { WorkMailboxesRepository } from './work-mailboxes/work-mailboxes.repository.js';
import { WorkMailboxesService } from './work-mailboxes/work-mailboxes.service.js';

/** By which addresses employees write to clients whose own they do not see, and the mailboxes in which they do it. */
@Module({
  imports: [AccessModule, AlertsModule, JournalModule, MaskingModule, RoutingModule],
  controllers: [WorkMailboxesController],
  providers: [
    ...[ReachAliases, ReachAliasesRepository, CompanyLetters, CompanyLettersRepository],
    ...[WorkMailboxesService, WorkMailboxesRepository],
  ],
  exports: [ReachAliases, CompanyLetters, WorkMailboxesRepository],
})
export class ReachModule {}
