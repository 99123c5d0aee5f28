import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ConversationId, type ClientId, type InteractionId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { ThreadUndoingService } from './thread-undoing.service.js';
import { ThreadsService } from './threads.service.js';
import {
  MergingThread,
  MovingThread,
  SplittingThread,
  ThreadChanged,
  ThreadQuery,
  ThreadUndone,
  ThreadView,
} from './threads.view.js';

@ApiTags('inbox')
@Controller()
export class ThreadsController {
  constructor(
    private readonly threads: ThreadsService,
    private readonly undoing: ThreadUndoingService,
  ) {}

  @Get('conversations/:id/thread')
  @Access('clients.read')
  @Returns(200, ThreadView, 'How much there is in it, where it could go on, and what was put right by hand')
  thread(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
    @Query({ schema: ThreadQuery }) { from }: ThreadQuery,
  ): Promise<ThreadView> {
    return this.threads.view(viewer, id, (from ?? null) as InteractionId | null);
  }

  @Post('conversations/:id/merge')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, ThreadChanged, 'It goes on in another conversation of its card; answers to it come there')
  merge(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
    @Body({ schema: MergingThread }) { intoId }: z.infer<typeof MergingThread>,
  ): Promise<ThreadChanged> {
    return this.threads.merge(viewer, id, intoId as ConversationId);
  }

  @Post('conversations/:id/split')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, ThreadChanged, 'From an entry on it is another conversation of its card')
  split(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
    @Body({ schema: SplittingThread }) { from }: z.infer<typeof SplittingThread>,
  ): Promise<ThreadChanged> {
    return this.threads.split(viewer, id, from as InteractionId);
  }

  @Post('conversations/:id/move')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, ThreadChanged, 'It, or some of its entries, stand on another card; both cards must be the viewer’s')
  move(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
    @Body({ schema: MovingThread }) { clientId, entries }: z.infer<typeof MovingThread>,
  ): Promise<ThreadChanged> {
    return this.threads.move(viewer, id, clientId as ClientId, (entries ?? null) as InteractionId[] | null);
  }

  @Post('thread-changes/:id/undo')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, ThreadUndone, 'Within thirty days: everything goes back to where it was')
  undo(@CurrentViewer() viewer: Viewer, @Param('id', { schema: z.uuid() }) id: string): Promise<ThreadUndone> {
    return this.undoing.undo(viewer, id);
  }
}
