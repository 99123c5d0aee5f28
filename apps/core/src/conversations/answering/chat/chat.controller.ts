import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ClientId, ConversationId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../../access/viewer.js';
import { Access, Returns } from '../../../http/access.decorator.js';
import { ChatService } from './chat.service.js';
import { ReachView, Typing } from './reach.view.js';

@ApiTags('timeline')
@Controller()
export class ChatController {
  constructor(private readonly chat: ChatService) {}

  @Get('clients/:id/reach')
  @Access('clients.read')
  @Returns(200, ReachView, 'On which medium the client answers, and by which of our WhatsApp numbers they are reached')
  reach(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ClientId }) id: ClientId): Promise<ReachView> {
    return this.chat.reach(viewer, id);
  }

  @Post('conversations/:id/typing')
  @HttpCode(204)
  @Access('clients.write')
  @Returns(204, null, 'The client sees for some seconds that somebody types or speaks')
  typing(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
    @Body({ schema: Typing }) body: Typing,
  ): Promise<void> {
    return this.chat.typing(viewer, id, body);
  }

  @Post('conversations/:id/seen')
  @HttpCode(204)
  @Access('clients.write')
  @Returns(204, null, 'What the client wrote in this chat was seen; told to them where the number does that')
  seen(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ConversationId }) id: ConversationId): Promise<void> {
    return this.chat.seen(viewer, id);
  }
}
