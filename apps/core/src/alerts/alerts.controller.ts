import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AlertId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../http/paging.js';
import { AlertView } from './alert.view.js';
import { AlertsService } from './alerts.service.js';

const AlertsQuery = PageQuery.extend({
  /** Only those that nobody has acknowledged, or only those that somebody has. */
  open: z.enum(['true', 'false']).optional(),
});
export type AlertsQuery = z.infer<typeof AlertsQuery>;

@ApiTags('alerts')
@Controller('alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get()
  @Access('alerts.read')
  @Returns(
    200,
    pageOf(AlertView),
    'What somebody must look at, newest first: of their team for a manager, technical for an administrator',
  )
  list(@CurrentViewer() viewer: Viewer, @Query({ schema: AlertsQuery }) query: AlertsQuery): Promise<Page<AlertView>> {
    return this.alerts.page(viewer, query);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @Access('alerts.read')
  @Returns(200, AlertView, 'Somebody has looked at it; the first who says so stands on it')
  acknowledge(@CurrentViewer() viewer: Viewer, @Param('id', { schema: AlertId }) id: AlertId): Promise<AlertView> {
    return this.alerts.acknowledge(viewer, id);
  }
}
