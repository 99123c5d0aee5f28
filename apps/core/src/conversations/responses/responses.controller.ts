import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Refuses, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { NewResponse, ResponseChange, ResponseView, TakenResponse, TakeResponse } from './response.view.js';
import { ResponsesService } from './responses.service.js';

const ResponseId = z.uuid();
const ListQuery = PageQuery.extend({
  /** How its shortcut begins, or what its title or words say. */
  q: z.string().trim().max(100).optional(),
});

@ApiTags('responses')
@Controller('responses')
export class ResponsesController {
  constructor(private readonly responses: ResponsesService) {}

  @Get()
  @Access('clients.read')
  @Returns(
    200,
    pageOf(ResponseView),
    'Words kept ready: mine, my team\u2019s and the company\u2019s; those that I take most often first',
  )
  list(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>,
  ): Promise<Page<ResponseView>> {
    return this.responses.list(viewer, query);
  }

  @Post()
  @Access('clients.write')
  @Refuses(
    'response.forbidden',
    'response.shortcut-taken',
    'response.variables-unknown',
    'response.too-many',
    'response.files-too-many',
    'message.too-large',
    'upload.not-found',
    'upload.already-used',
    'team.not-found',
  )
  @Returns(201, ResponseView, 'Keep words ready: for oneself, as a head for a team, as the owner for the company')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewResponse }) body: NewResponse): Promise<ResponseView> {
    return this.responses.create(viewer, body);
  }

  @Patch(':id')
  @Access('clients.write')
  @Refuses(
    'response.not-found',
    'response.forbidden',
    'response.shortcut-taken',
    'response.variables-unknown',
    'response.too-many',
    'response.files-too-many',
    'message.too-large',
    'upload.not-found',
    'upload.already-used',
  )
  @Returns(200, ResponseView, 'Change them')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ResponseId }) id: string,
    @Body({ schema: ResponseChange }) body: ResponseChange,
  ): Promise<ResponseView> {
    return this.responses.change(viewer, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('clients.write')
  @Refuses('response.not-found', 'response.forbidden')
  @Returns(204, null, 'Throw them away')
  delete(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ResponseId }) id: string): Promise<void> {
    return this.responses.delete(viewer, id);
  }

  @Post(':id/take')
  @HttpCode(200)
  @Access('clients.write')
  @Refuses('response.not-found', 'client.not-found')
  @Returns(
    200,
    TakenResponse,
    'The words for one client: variables are put in, and its files are uploads for one message',
  )
  take(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ResponseId }) id: string,
    @Body({ schema: TakeResponse }) body: TakeResponse,
  ): Promise<TakenResponse> {
    return this.responses.fill(viewer, id, body);
  }
}
