import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { PageQuery } from '../http/paging.js';
import { SearchView } from './search.view.js';
import { SearchService } from './search.service.js';

const SearchQuery = PageQuery.extend({ q: z.string().trim().min(1).max(200) });
export type SearchQuery = z.infer<typeof SearchQuery>;

@ApiTags('search')
@Controller('search')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Get()
  @Access('clients.read', { walks: true })
  @Returns(200, SearchView, 'Cards and interactions that the viewer may see and that hold all the words, newest first')
  find(@CurrentViewer() viewer: Viewer, @Query({ schema: SearchQuery }) query: SearchQuery): Promise<SearchView> {
    return this.search.find(viewer, query);
  }
}
