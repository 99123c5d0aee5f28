import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ChannelId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { CompletenessService } from './completeness.service.js';
import { CompletenessView, Period } from './completeness.view.js';

@ApiTags('whatsapp')
@Controller('whatsapp/numbers')
export class CompletenessController {
  constructor(private readonly completeness: CompletenessService) {}

  @Get(':id/completeness')
  @Access('channels.read')
  @Returns(200, CompletenessView, 'What WhatsApp has of a number, held against what is here')
  rows(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ChannelId }) id: ChannelId,
    @Query({ schema: Period }) period: Period,
  ): Promise<CompletenessView> {
    return this.completeness.rows(viewer, id, period);
  }
}
