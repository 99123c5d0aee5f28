import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { PageQuery } from '../http/paging.js';
import { SearchService } from './search.service.js';
import { SearchCounts, searchGroups, SearchView } from './search.view.js';

/** What narrows a search besides its words. */
export const SearchFilter = z.object({
  medium: z.enum(['email', 'whatsapp', 'phone']).optional(),
  direction: z.enum(['inbound', 'outbound', 'internal']).optional(),
  /** From this moment on, and before that one. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  withFiles: z.stringbool().optional(),
  /** Who of ours wrote, sent or spoke. */
  authorId: z.uuid().optional(),
  /** Of the card. */
  clientId: z.uuid().optional(),
  responsibleId: z.uuid().optional(),
  teamId: z.uuid().optional(),
  tagId: z.uuid().optional(),
});
export type SearchFilter = z.infer<typeof SearchFilter>;

const typed = { q: z.string().trim().min(1).max(200) };
const SearchQuery = PageQuery.extend({
  ...typed,
  ...SearchFilter.shape,
  in: z.enum(['cards', ...searchGroups]).optional(),
});
export type SearchQuery = z.infer<typeof SearchQuery>;
const CountsQuery = z.object({ ...typed, ...SearchFilter.shape });
export type CountsQuery = z.infer<typeof CountsQuery>;

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

  @Get('counts')
  @Access('clients.read', { walks: true })
  @Returns(200, SearchCounts, 'How many interactions of each kind the viewer would find, up to a hundred')
  count(@CurrentViewer() viewer: Viewer, @Query({ schema: CountsQuery }) query: CountsQuery): Promise<SearchCounts> {
    return this.search.count(viewer, query);
  }
}
