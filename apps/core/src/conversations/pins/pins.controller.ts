import { Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ClientId, InteractionId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PinsService, PinView } from './pins.service.js';

const Pins = z.object({ items: z.array(PinView) });

@ApiTags('timeline')
@Controller('clients/:id/pins')
export class PinsController {
  constructor(private readonly pins: PinsService) {}

  @Get()
  @Access('clients.read')
  @Returns(200, Pins, 'Entries that stand on top of the card’s timeline, at most ten')
  async list(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
  ): Promise<z.infer<typeof Pins>> {
    return { items: await this.pins.list(viewer, id) };
  }

  @Put(':interactionId')
  @HttpCode(204)
  @Access('clients.write')
  @Returns(204, null, 'Let it stand on top')
  add(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Param('interactionId', { schema: InteractionId }) interactionId: InteractionId,
  ): Promise<void> {
    return this.pins.add(viewer, id, interactionId);
  }

  @Delete(':interactionId')
  @HttpCode(204)
  @Access('clients.write')
  @Returns(204, null, 'Let it stand in its place only')
  remove(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Param('interactionId', { schema: InteractionId }) interactionId: InteractionId,
  ): Promise<void> {
    return this.pins.remove(viewer, id, interactionId);
  }
}
