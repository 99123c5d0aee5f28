import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ConversationId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { DecisionView } from './decision.view.js';
import { DecisionsService } from './decisions.service.js';

@ApiTags('routing')
@Controller('conversations')
export class DecisionsController {
  constructor(private readonly decisions: DecisionsService) {}

  @Get(':id/routing')
  @Access('clients.read')
  @Returns(200, z.object({ items: z.array(DecisionView) }), 'To whom it was given, and why; the newest fifty')
  async list(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
  ): Promise<{ items: DecisionView[] }> {
    return { items: await this.decisions.list(viewer, id) };
  }
}
