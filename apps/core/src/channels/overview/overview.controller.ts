import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, Returns } from '../../http/access.decorator.js';
import { ChannelStandingView } from './overview.view.js';
import { ChannelsOverviewService } from './overview.service.js';

@ApiTags('channels')
@Controller('channel-overview')
export class ChannelsOverviewController {
  constructor(private readonly overview: ChannelsOverviewService) {}

  @Get()
  @Access('channels.read')
  @Returns(
    200,
    z.object({ items: z.array(ChannelStandingView) }),
    'Every way in and out: whether it works, what came and went last, what waits, and when it did not work',
  )
  async list(): Promise<{ items: ChannelStandingView[] }> {
    return { items: await this.overview.list() };
  }
}
