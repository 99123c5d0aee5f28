import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ChannelId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { ChannelHoursService } from './channel-hours.service.js';
import { ChannelHours, ChannelHoursView, HoursPreview, HoursToPreview } from './channel-hours.view.js';

@ApiTags('routing')
@Controller('channel-hours')
export class ChannelHoursController {
  constructor(private readonly hours: ChannelHoursService) {}

  @Get()
  @Access('channels.read')
  @Returns(200, z.object({ items: z.array(ChannelHoursView) }), 'When each channel is open')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: ChannelHoursView[] }> {
    return { items: await this.hours.list(viewer) };
  }

  @Post('preview')
  @HttpCode(200)
  @Access('channels.read')
  @Returns(200, HoursPreview, 'What somebody would be told by these hours; nothing is kept')
  preview(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: HoursToPreview }) body: HoursToPreview,
  ): Promise<HoursPreview> {
    return this.hours.preview(viewer, body, new Date());
  }

  @Put(':id')
  @Access('channels.manage')
  @Returns(200, ChannelHoursView, 'Change when a mailbox or a WhatsApp number is open, and what is told when it is not')
  put(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ChannelId }) id: ChannelId,
    @Body({ schema: ChannelHours }) body: ChannelHours,
  ): Promise<ChannelHoursView> {
    return this.hours.put(viewer, id, body);
  }
}
