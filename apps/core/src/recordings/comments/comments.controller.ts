import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RecordingId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { NewRecordingComment, RecordingCommentView } from './comment.view.js';
import { CommentsService } from './comments.service.js';

const MentionsQuery = PageQuery.extend({ mentioned: z.enum(['me']) });

/** Stands before the controller of `recordings/:id`: the router takes the first that fits. */
@ApiTags('recordings')
@Controller('recordings')
export class RecordingCommentsController {
  constructor(private readonly comments: CommentsService) {}

  @Get('comments')
  @Access('recordings.play')
  @Returns(200, pageOf(RecordingCommentView), 'Comments that call for the viewer, newest first')
  mentioning(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: MentionsQuery }) query: z.infer<typeof MentionsQuery>,
  ): Promise<Page<RecordingCommentView>> {
    return this.comments.mentioning(viewer, query);
  }

  @Get(':id/comments')
  @Access('recordings.play')
  @Returns(200, pageOf(RecordingCommentView), 'What was said about a recording, in the order of the sound')
  list(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: RecordingId }) id: RecordingId,
    @Query({ schema: PageQuery }) page: PageQuery,
  ): Promise<Page<RecordingCommentView>> {
    return this.comments.list(viewer, id, page);
  }

  @Post(':id/comments')
  @Access('recordings.play')
  @Returns(201, RecordingCommentView, 'A comment at a place of the sound; whoever is mentioned is told')
  add(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: RecordingId }) id: RecordingId,
    @Body({ schema: NewRecordingComment }) body: NewRecordingComment,
  ): Promise<RecordingCommentView> {
    return this.comments.add(viewer, id, body);
  }

  @Delete(':id/comments/:commentId')
  @HttpCode(204)
  @Access('recordings.play')
  @Returns(204, null, 'Strike a comment of one\u2019s own: it stays in its place, without its words')
  strike(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: RecordingId }) id: RecordingId,
    @Param('commentId', { schema: z.uuid() }) commentId: string,
  ): Promise<void> {
    return this.comments.strike(viewer, id, commentId);
  }
}
