import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../http/paging.js';
import { NoticeChoices } from './choices/choices.view.js';
import { ChoicesService } from './choices/choices.service.js';
import { NoticeView, ReadNotices, UnreadView } from './notice.view.js';
import { NoticesService } from './notices.service.js';

const NoticesQuery = PageQuery.extend({
  /** Only those that one has not read. */
  unread: z.enum(['true', 'false']).optional(),
});
export type NoticesQuery = z.infer<typeof NoticesQuery>;

@ApiTags('notices')
@Controller('notices')
export class NoticesController {
  constructor(
    private readonly notices: NoticesService,
    private readonly choices: ChoicesService,
  ) {}

  @Get()
  @Access('signed-in')
  @Returns(200, pageOf(NoticeView), 'What one was told, the newest first, as far as one may still see it')
  list(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: NoticesQuery }) query: NoticesQuery,
  ): Promise<Page<NoticeView>> {
    return this.notices.page(viewer, query);
  }

  @Get('unread')
  @Access('signed-in')
  @Returns(200, UnreadView, 'How many one has not read')
  unread(@CurrentViewer() viewer: Viewer): Promise<UnreadView> {
    return this.notices.unread(viewer);
  }

  @Post('read')
  @HttpCode(200)
  @Access('signed-in')
  @Returns(200, UnreadView, 'One has read these, or all until a moment')
  read(@CurrentViewer() viewer: Viewer, @Body({ schema: ReadNotices }) body: ReadNotices): Promise<UnreadView> {
    return this.notices.read(viewer, body);
  }

  @Get('choices')
  @Access('signed-in')
  @Returns(200, NoticeChoices, 'By which ways one is told of what, and when quietly')
  chosen(@CurrentViewer() viewer: Viewer): Promise<NoticeChoices> {
    return this.choices.of(viewer);
  }

  @Put('choices')
  @Access('signed-in')
  @Returns(200, NoticeChoices, 'Choose by which ways one is told of what; of a kind without any way nothing is told')
  choose(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: NoticeChoices }) body: NoticeChoices,
  ): Promise<NoticeChoices> {
    return this.choices.put(viewer, body);
  }
}
