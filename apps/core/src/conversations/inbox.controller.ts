import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../http/paging.js';
import { ConversationView, CountersView, StartView, inboxViews } from './interaction.view.js';
import { InboxService } from './inbox.service.js';

const InboxQuery = PageQuery.extend({ view: z.enum(inboxViews).default('all'), channelId: z.uuid().optional() });
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

  @Get('start')
  @Access('signed-in')
  @Returns(200, StartView, 'What a fresh installation still lacks')
  start(@CurrentViewer() viewer: Viewer): Promise<StartView> {
    return this.inbox.start(viewer);
  }
}
