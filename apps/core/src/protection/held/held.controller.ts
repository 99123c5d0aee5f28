import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { HeldService } from './held.service.js';
import { HeldView } from './held.view.js';

const HeldId = z.uuid();

@ApiTags('protection')
@Controller('protection/held')
export class HeldController {
  constructor(private readonly held: HeldService) {}

  @Get()
  @Access('protection.handle')
  @Returns(200, pageOf(HeldView), 'What waits for a head before it goes to a client, the newest first')
  list(@CurrentViewer() viewer: Viewer, @Query({ schema: PageQuery }) query: PageQuery): Promise<Page<HeldView>> {
    return this.held.page(viewer, query);
  }

  @Post(':id/release')
  @HttpCode(204)
  @Access('protection.handle')
  @Returns(204, null, 'It goes out')
  release(@CurrentViewer() viewer: Viewer, @Param('id', { schema: HeldId }) id: string): Promise<void> {
    return this.held.release(viewer, id);
  }

  @Post(':id/refuse')
  @HttpCode(204)
  @Access('protection.handle')
  @Returns(204, null, 'It never goes out')
  refuse(@CurrentViewer() viewer: Viewer, @Param('id', { schema: HeldId }) id: string): Promise<void> {
    return this.held.refuse(viewer, id);
  }
}
