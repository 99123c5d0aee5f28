import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ClientId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { OverviewService } from './overview.service.js';
import { OverviewQuery, OverviewView } from './overview.view.js';

@ApiTags('timeline')
@Controller('clients/:id/timeline/months')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get()
  @Access('clients.read')
  @Returns(200, OverviewView, 'How many entries the timeline has in each month, and what it can be narrowed to')
  get(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Query({ schema: OverviewQuery }) query: OverviewQuery,
  ): Promise<OverviewView> {
    return this.overview.of(viewer, id, query);
  }
}
