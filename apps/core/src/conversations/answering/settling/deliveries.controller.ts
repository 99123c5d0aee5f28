import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DeliveryId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../../access/viewer.js';
import { Access, Returns } from '../../../http/access.decorator.js';
import { InteractionView } from '../../interaction.view.js';
import { Settlement } from './settlement.view.js';
import { SettlingService } from './settling.service.js';

@ApiTags('timeline')
@Controller('deliveries')
export class DeliveriesController {
  constructor(private readonly settling: SettlingService) {}

  @Post(':id/settle')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(
    200,
    InteractionView,
    'Decide what became of something of which nobody knows whether it left, or send it again',
  )
  settle(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: DeliveryId }) id: DeliveryId,
    @Body({ schema: Settlement }) body: Settlement,
  ): Promise<InteractionView> {
    return this.settling.settle(viewer, id, body);
  }
}
