import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { CallReportView } from './report.view.js';
import { CallReportsService } from './call-reports.service.js';

const CallReportQuery = z.object({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  by: z.enum(['hour', 'day', 'employee', 'team', 'number']).default('day'),
  /** IANA: whose hours and days are meant. */
  timeZone: z.string().max(60).default('UTC'),
});
export type CallReportQuery = z.infer<typeof CallReportQuery>;

@ApiTags('reports')
@Controller('reports')
export class CallReportsController {
  constructor(private readonly reports: CallReportsService) {}

  @Get('calls')
  @Access('reports.read')
  @Returns(200, CallReportView, 'Calls of a span of time, counted; of at most 400 days')
  calls(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: CallReportQuery }) query: CallReportQuery,
  ): Promise<CallReportView> {
    return this.reports.calls(viewer, query);
  }
}
