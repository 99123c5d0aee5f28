import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ChannelId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { ChannelView, MailboxChange, MailboxTrial, MailboxTrialView, NewMailbox } from './channel.view.js';
import { ChannelsService } from './channels.service.js';

@ApiTags('channels')
@Controller('channels')
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Get()
  @Access('channels.read')
  @Returns(200, z.object({ items: z.array(ChannelView) }), 'Company-owned channels and how they are')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: ChannelView[] }> {
    return { items: await this.channels.list(viewer) };
  }

  @Post()
  @Access('channels.manage')
  @Returns(201, ChannelView, 'Connect a corporate mailbox')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewMailbox }) body: NewMailbox): Promise<ChannelView> {
    return this.channels.create(viewer, body);
  }

  @Post('test')
  @HttpCode(200)
  @Access('channels.manage')
  @Returns(200, MailboxTrialView, 'Try the settings against the real servers, step by step, saving nothing')
  test(@CurrentViewer() viewer: Viewer, @Body({ schema: MailboxTrial }) body: MailboxTrial): Promise<MailboxTrialView> {
    return this.channels.test(viewer, body);
  }

  @Get(':id')
  @Access('channels.read')
  @Returns(200, ChannelView, 'One channel')
  get(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ChannelId }) id: ChannelId): Promise<ChannelView> {
    return this.channels.get(viewer, id);
  }

  @Patch(':id')
  @Access('channels.manage')
  @Returns(200, ChannelView, 'Change a channel; a password left out stays')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ChannelId }) id: ChannelId,
    @Body({ schema: MailboxChange }) body: MailboxChange,
  ): Promise<ChannelView> {
    return this.channels.change(viewer, id, body);
  }
}
