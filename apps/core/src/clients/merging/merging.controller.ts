import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ClientId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { ClientView } from '../client.view.js';
import { MergingService } from './merging.service.js';
import { MergePreview, MergeUndone, MergeView, NewMerge } from './merging.view.js';
import { UndoingService } from './undoing.service.js';

const Merged = z.object({ merge: MergeView, client: ClientView });
type Merged = z.infer<typeof Merged>;

@ApiTags('clients')
@Controller()
export class MergingController {
  constructor(
    private readonly merging: MergingService,
    private readonly undoing: UndoingService,
  ) {}

  @Get('clients/:id/merge/:otherId')
  @Access('clients.write')
  @Returns(200, MergePreview, 'The other card, and how much of it would move onto this one')
  preview(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Param('otherId', { schema: ClientId }) otherId: ClientId,
  ): Promise<MergePreview> {
    return this.merging.preview(viewer, id, otherId);
  }

  @Post('clients/:id/merge')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, Merged, 'The other card goes on as this one, with everything on it; its old links lead here')
  merge(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Body({ schema: NewMerge }) body: NewMerge,
  ): Promise<Merged> {
    return this.merging.merge(viewer, id, body);
  }

  @Get('clients/:id/merges')
  @Access('clients.read')
  @Returns(200, z.object({ items: z.array(MergeView) }), 'Cards that went on as this one, the last first')
  async list(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
  ): Promise<{ items: MergeView[] }> {
    return { items: await this.merging.list(viewer, id) };
  }

  @Post('merges/:id/undo')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, MergeUndone, 'Two cards again: what was moved goes back, what came since stays')
  undo(@CurrentViewer() viewer: Viewer, @Param('id', { schema: z.uuid() }) id: string): Promise<MergeUndone> {
    return this.undoing.undo(viewer, id);
  }
}
