import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { InteractionId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { PlacedView, Placement, UnplacedView } from '../interaction.view.js';
import { UnplacedService } from './unplaced.service.js';

const UnplacedQuery = PageQuery.extend({
  /** What waits for a card; what was written in groups and by policy is kept on none; or what nobody wants (spam, the black list). */
  of: z.enum(['tray', 'groups', 'spam']).optional(),
});
const SpamVerdict = z.object({ spam: z.boolean() });
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

  @Put(':id/spam')
  @HttpCode(204)
  @Access('unplaced.handle')
  @Returns(204, null, 'It is spam, or is none: the one view or the other; nothing is deleted')
  spam(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: InteractionId }) id: InteractionId,
    @Body({ schema: SpamVerdict }) { spam }: z.infer<typeof SpamVerdict>,
  ): Promise<void> {
    return this.unplaced.judge(viewer, id, spam);
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
