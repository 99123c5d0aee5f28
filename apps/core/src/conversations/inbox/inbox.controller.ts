import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ConversationId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { InboxService } from './inbox.service.js';
import { ConversationView, CountersView, InboxCriteria, StartView } from './inbox.view.js';

const InboxQuery = PageQuery.extend({
  ...InboxCriteria.shape,
  unread: z.enum(['true', 'false']).optional(),
  /** due: only those with a target, whoever is to be answered first on top. */
  sort: z.enum(['newest', 'due']).optional(),
});
export type InboxQuery = z.infer<typeof InboxQuery>;

@ApiTags('inbox')
@Controller()
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  @Get('conversations')
  @Access('clients.read')
  @Returns(200, pageOf(ConversationView), 'The inbox: conversations that the viewer may see, the newest first')
  list(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: InboxQuery }) query: InboxQuery,
  ): Promise<Page<ConversationView>> {
    return this.inbox.list(viewer, query);
  }

  @Get('conversations/counters')
  @Access('clients.read')
  @Returns(200, CountersView, 'How many conversations each view holds for this viewer')
  counters(@CurrentViewer() viewer: Viewer): Promise<CountersView> {
    return this.inbox.counters(viewer);
  }

  @Get('conversations/:id')
  @Access('clients.read')
  @Returns(200, ConversationView, 'One conversation, as it stands in the inbox')
  get(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
  ): Promise<ConversationView> {
    return this.inbox.get(viewer, id);
  }

  @Post('conversations/:id/looked-at')
  @HttpCode(204)
  @Access('clients.read')
  @Returns(204, null, 'The viewer has looked at it')
  seen(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ConversationId }) id: ConversationId): Promise<void> {
    return this.inbox.seen(viewer, id);
  }

  @Get('start')
  @Access('signed-in')
  @Returns(200, StartView, 'What a fresh installation still lacks')
  start(@CurrentViewer() viewer: Viewer): Promise<StartView> {
    return this.inbox.start(viewer);
  }
}
