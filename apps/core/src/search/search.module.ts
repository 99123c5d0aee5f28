import { Module } from '@nestjs/common';
import { MaskingModule } from '../access/masking.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { CommonWords } from './common-words.js';
import { FoundCards } from './cards/found-cards.js';
import { FoundCardsRepository } from './cards/found-cards.repository.js';
import { Indexing } from './indexing/indexing.js';
import { IndexingRepository } from './indexing/indexing.repository.js';
import { SearchController } from './search.controller.js';
import { SearchRepository } from './search.repository.js';
import { SearchService } from './search.service.js';
import { Suggesting } from './suggesting.js';

@Module({
  imports: [JournalModule, MaskingModule, ClientsModule],
  controllers: [SearchController],
  providers: [
    SearchService,
    SearchRepository,
    Suggesting,
    CommonWords,
    FoundCards,
    FoundCardsRepository,
    Indexing,
    IndexingRepository,
  ],
})
export class SearchModule {}
