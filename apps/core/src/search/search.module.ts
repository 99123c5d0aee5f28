import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Module({ imports: [JournalModule], controllers: [SearchController], providers: [SearchService] })
export class SearchModule {}
