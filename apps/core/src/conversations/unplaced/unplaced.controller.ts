import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { InteractionId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { PlacedView, Placement, UnplacedView } from '../interaction.view.js';
import { UnplacedService } from './unplaced.service.js';

const UnplacedQuery = PageQuery.extend({
  /** What waits for a card; or what was written in groups and by policy is kept on none. */
  of: z.enum(['tray', 'groups']).optional(),
});
export type UnplacedQuery = z.infer<typeof UnplacedQuery>;

@ApiTags('unplaced')
@Controller('unplaced')
export class UnplacedController {
  constructor(private readonly unplaced: UnplacedService) {}

  @Get()
  @Access('unplaced.handle')
  @Returns(200, pageOf(UnplacedView), 'Captured, but not yet on a card; newest first')
  list(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: UnplacedQuery }) query: UnplacedQuery,
  ): Promise<Page<UnplacedView>> {
    return this.unplaced.list(viewer, query);
  }

  @Post(':id/place')
  @HttpCode(200)
  @Access('unplaced.handle')
  @Returns(
    200,
    PlacedView,
    'Attach it, its conversation and what else came from that address to a card, or to a new one',
  )
  place(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: InteractionId }) id: InteractionId,
    @Body({ schema: Placement }) body: Placement,
  ): Promise<PlacedView> {
    return this.unplaced.place(viewer, id, body);
  }
}
