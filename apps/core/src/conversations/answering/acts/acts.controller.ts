import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InteractionId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../../access/viewer.js';
import { Access, Returns } from '../../../http/access.decorator.js';
import { InteractionView } from '../../interaction.view.js';
import { NewReaction, NewWording } from './act.view.js';
import { ActsService } from './acts.service.js';

@ApiTags('timeline')
@Controller('interactions')
export class ActsController {
  constructor(private readonly acts: ActsService) {}

  @Post(':id/reactions')
  @HttpCode(202)
  @Access('clients.write')
  @Returns(202, InteractionView, 'React to a chat message; an empty emoji takes the reaction back')
  react(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: InteractionId }) id: InteractionId,
    @Body({ schema: NewReaction }) body: NewReaction,
  ): Promise<InteractionView> {
    return this.acts.react(viewer, id, body);
  }

  @Post(':id/edit')
  @HttpCode(202)
  @Access('clients.write')
  @Returns(202, InteractionView, 'Reword a chat message of one’s own within 15 minutes; what it said before is kept')
  edit(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: InteractionId }) id: InteractionId,
    @Body({ schema: NewWording }) body: NewWording,
  ): Promise<InteractionView> {
    return this.acts.edit(viewer, id, body);
  }

  @Post(':id/revoke')
  @HttpCode(202)
  @Access('clients.write')
  @Returns(202, InteractionView, 'Delete a chat message for the client; here it stays, and is marked')
  revoke(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: InteractionId }) id: InteractionId,
  ): Promise<InteractionView> {
    return this.acts.revoke(viewer, id);
  }
}
