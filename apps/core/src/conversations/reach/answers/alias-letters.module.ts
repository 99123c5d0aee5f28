import { Module } from '@nestjs/common';
import { MaskingModule } from '../../../access/masking.module.js';
import { AlertsModule } from '../../../alerts/alerts.module.js';
import { JournalModule } from '../../../audit/journal/journal.module.js';
import { ConversationsModule } from '../../conversations.module.js';
import { InteractionsRepository } from '../../interactions.repository.js';
import { ReadingModule } from '../../reading/reading.module.js';
import { ReachModule } from '../reach.module.js';
import { AliasAnswers } from './alias-answers.js';
import { AliasLettersConsumer } from './alias-letters.consumer.js';
import { AliasLetters } from './alias-letters.service.js';
import { ReachLettersRepository } from './reach-letters.repository.js';
import { UntoldFailures } from './untold-failures.js';

/** What employees write to clients' aliases, from the mailboxes in which they work. */
@Module({
  imports: [ReachModule, ConversationsModule, ReadingModule, AlertsModule, JournalModule, MaskingModule],
  controllers: [AliasLettersConsumer],
  providers: [AliasLetters, AliasAnswers, UntoldFailures, ReachLettersRepository, InteractionsRepository],
  exports: [AliasLetters],
})
export class AliasLettersModule {}
