import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { BlockedSenderView, NewBlockedSender } from './blocked-sender.view.js';
import { BlockedSendersService } from './blocked-senders.service.js';

const BlockedSenders = z.object({ items: z.array(BlockedSenderView) });

@ApiTags('unplaced')
@Controller('blocked-senders')
export class BlockedSendersController {
  constructor(private readonly blocked: BlockedSendersService) {}

  @Get()
  @Access('unplaced.handle')
  @Returns(200, BlockedSenders, 'From whom nothing is shown in the tray, the last first; at most five hundred')
  async list(@CurrentViewer() viewer: Viewer): Promise<z.infer<typeof BlockedSenders>> {
    return { items: await this.blocked.list(viewer) };
  }

  @Post()
  @HttpCode(200)
  @Access('unplaced.handle')
  @Returns(
    200,
    BlockedSenderView,
    'The sender of this letter, or their whole domain; their letters are captured and kept all the same',
  )
  block(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: NewBlockedSender }) body: NewBlockedSender,
  ): Promise<BlockedSenderView> {
    return this.blocked.block(viewer, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('unplaced.handle')
  @Returns(204, null, 'They may write again, and what came meanwhile is shown')
  lift(@CurrentViewer() viewer: Viewer, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.blocked.lift(viewer, id);
  }
}
