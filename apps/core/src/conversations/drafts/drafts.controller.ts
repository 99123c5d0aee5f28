import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { DraftMark, DraftPlace, DraftView, DraftWish } from './draft.view.js';
import { DraftsService } from './drafts.service.js';

@ApiTags('timeline')
@Controller('drafts')
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  @Get()
  @Access('clients.write')
  @Returns(200, z.object({ items: z.array(DraftMark) }), 'Where I am writing something; the newest first, 500 at most')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: DraftMark[] }> {
    return { items: await this.drafts.list(viewer) };
  }

  @Get(':place')
  @Access('clients.write')
  @Returns(200, z.object({ kept: DraftView.nullable() }), 'What I am writing there; null: nothing')
  async find(
    @CurrentViewer() viewer: Viewer,
    @Param('place', { schema: DraftPlace }) place: string,
  ): Promise<{ kept: DraftView | null }> {
    return { kept: await this.drafts.find(viewer, place) };
  }

  @Put(':place')
  @Access('clients.write')
  @Returns(200, DraftMark, 'Keep what I am writing there, if no other machine of mine has gone on with it')
  keep(
    @CurrentViewer() viewer: Viewer,
    @Param('place', { schema: DraftPlace }) place: string,
    @Body({ schema: DraftWish }) body: DraftWish,
  ): Promise<DraftMark> {
    return this.drafts.keep(viewer, place, body);
  }

  @Delete(':place')
  @HttpCode(204)
  @Access('clients.write')
  @Returns(204, null, 'It was sent, or thrown away')
  delete(@CurrentViewer() viewer: Viewer, @Param('place', { schema: DraftPlace }) place: string): Promise<void> {
    return this.drafts.delete(viewer, place);
  }
}
