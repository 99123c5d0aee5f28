import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ClientId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { CardChangeView } from './card-change.view.js';
import { CardHistoryService } from './card-history.service.js';

@ApiTags('clients')
@Controller('clients/:id/changes')
export class CardHistoryController {
  constructor(private readonly history: CardHistoryService) {}

  @Get()
  @Access('clients.read')
  @Returns(200, pageOf(CardChangeView), 'Who changed what on the card, old and new, the newest first')
  list(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<Page<CardChangeView>> {
    return this.history.page(viewer, id, query);
  }
}
