import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../http/paging.js';
import { AuditEntryView } from './audit.view.js';
import { AuditService } from './audit.service.js';

const AuditQuery = PageQuery.extend({ actorId: z.uuid().optional(), clientId: z.uuid().optional() });
export type AuditQuery = z.infer<typeof AuditQuery>;

@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Access('audit.read', { walks: true })
  @Returns(200, pageOf(AuditEntryView), 'Who read and did what, newest first; reading this list is itself an entry')
  list(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: AuditQuery }) query: AuditQuery,
  ): Promise<Page<AuditEntryView>> {
    return this.audit.page(viewer, query);
  }
}
