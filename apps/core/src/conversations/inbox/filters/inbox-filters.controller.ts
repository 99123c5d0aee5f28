import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../../access/viewer.js';
import { Access, Returns } from '../../../http/access.decorator.js';
import { InboxFilterChange, InboxFilterCounts, InboxFilterView, NewInboxFilter } from './inbox-filter.view.js';
import { InboxFiltersService } from './inbox-filters.service.js';

const List = z.object({ items: z.array(InboxFilterView) });

@ApiTags('inbox')
@Controller('inbox-filters')
export class InboxFiltersController {
  constructor(private readonly filters: InboxFiltersService) {}

  @Get()
  @Access('clients.read')
  @Returns(200, List, 'Saved filters of the inbox: the viewer’s own, and those that colleagues of their team share')
  async list(@CurrentViewer() viewer: Viewer): Promise<z.infer<typeof List>> {
    return { items: await this.filters.list(viewer) };
  }

  @Get('counts')
  @Access('clients.read')
  @Returns(200, InboxFilterCounts, 'How many conversations each of them shows this viewer')
  counts(@CurrentViewer() viewer: Viewer): Promise<InboxFilterCounts> {
    return this.filters.counts(viewer);
  }

  @Post()
  @Access('clients.read')
  @Returns(201, InboxFilterView, 'Save a filter under a name')
  create(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: NewInboxFilter }) body: NewInboxFilter,
  ): Promise<InboxFilterView> {
    return this.filters.create(viewer, body);
  }

  @Patch(':id')
  @Access('clients.read')
  @Returns(200, InboxFilterView, 'Change one’s own')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: InboxFilterChange }) body: InboxFilterChange,
  ): Promise<InboxFilterView> {
    return this.filters.change(viewer, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('clients.read')
  @Returns(204, null, 'Remove one’s own')
  remove(@CurrentViewer() viewer: Viewer, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.filters.remove(viewer, id);
  }
}
