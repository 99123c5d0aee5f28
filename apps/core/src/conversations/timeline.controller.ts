import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { ClientId, InteractionId, Medium } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { sendFile } from '../http/send-file.js';
import { sendRanged } from '../http/send-ranged.js';
import { PageQuery, pageOf } from '../http/paging.js';
import { AnsweringService } from './answering/answering.service.js';
import { MessagesService } from './answering/messages.service.js';
import { UploadsService } from './answering/uploads.service.js';
import { InteractionBody, InteractionView, NewMessage, NewNote, UploadView } from './interaction.view.js';
import { CardChangeView } from '../clients/history/card-change.view.js';
import { TimelineService, type TimelinePage } from './timeline.service.js';

const TimelineQuery = PageQuery.extend({
  medium: Medium.optional(),
  /** change: only what changed on the card; people: nothing that a machine wrote; automatic: only that. */
  kind: z.enum(['note', 'change', 'people', 'automatic']).optional(),
  employeeId: z.uuid().optional(),
  /** Of this card: letters, messages and calls with that address. */
  contactPointId: z.uuid().optional(),
  conversationId: z.uuid().optional(),
  /** In place of `cursor`: what is newer than where the page with this `newerCursor` ended. */
  newer: PageQuery.shape.cursor,
  /** In place of `cursor`: this entry, with as much before it as after it. */
  around: InteractionId.optional(),
  /** In place of `cursor`: what was before and after this moment. */
  at: z.iso.datetime({ offset: true }).optional(),
}).refine(
  ({ cursor, newer, around, at }) => [cursor, newer, around, at].filter((each) => each !== undefined).length < 2,
  {
    path: ['cursor'],
    message: 'Only one of cursor, newer, around and at says where a page begins',
  },
);
export type TimelineQuery = z.infer<typeof TimelineQuery>;
const UploadQuery = z.object({
  name: z.string().min(1).max(255),
  type: z.string().max(127).default('application/octet-stream'),
});
/** An owner knows that it is held, and wants it. */
const HeldQuery = z.object({ confirmed: z.literal('yes').optional() });
const AttachmentNumber = z.coerce.number().int().min(0).max(100_000);

@ApiTags('timeline')
@Controller()
export class TimelineController {
  constructor(
    private readonly timeline: TimelineService,
    private readonly answering: AnsweringService,
    private readonly messages: MessagesService,
    private readonly uploads: UploadsService,
  ) {}

  @Get('clients/:id/timeline')
  @Access('clients.read')
  @Returns(
    200,
    pageOf(InteractionView).extend({
      events: z.array(CardChangeView),
      /** For `newer`; null: this page holds the newest. */
      newerCursor: z.string().nullable(),
      /** How many entries are newer than those of this page; told where the whole timeline was asked for by `around` or `at`. */
      newer: z.int().nullable(),
    }),
    'Everything that happened with the client, over all media, newest first; and, of the whole timeline, what changed on the card between',
  )
  list(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Query({ schema: TimelineQuery }) query: TimelineQuery,
  ): Promise<TimelinePage> {
    return this.timeline.page(viewer, id, query);
  }

  @Post('clients/:id/messages')
  @HttpCode(202)
  @Access('clients.write')
  @Returns(
    202,
    InteractionView,
    'Send a message to the client through a corporate channel; its delivery is reported on the interaction',
  )
  send(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Body({ schema: NewMessage }) body: NewMessage,
  ): Promise<InteractionView> {
    return this.messages.send(viewer, id, body);
  }

  @Post('clients/:id/notes')
  @Access('clients.write')
  @Returns(201, InteractionView, 'A note that only colleagues see')
  note(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Body({ schema: NewNote }) body: NewNote,
  ): Promise<InteractionView> {
    return this.answering.note(viewer, id, body);
  }

  @Post('uploads')
  @Access('clients.write')
  @Returns(201, UploadView, 'The bytes of an attachment as the request body; name it in attachmentIds of a message')
  upload(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: UploadQuery }) query: z.infer<typeof UploadQuery>,
    @Req() request: Request,
  ): Promise<UploadView> {
    return this.uploads.store(viewer, query, request);
  }

  @Get('interactions/:id')
  @Access('clients.read')
  @Returns(200, InteractionView, 'One interaction')
  get(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: InteractionId }) id: InteractionId,
  ): Promise<InteractionView> {
    return this.timeline.get(viewer, id);
  }

  @Get('interactions/:id/body')
  @Access('clients.read')
  @Returns(
    200,
    InteractionBody,
    'The whole text and HTML; the HTML is the sender\u2019s own and must be sanitised before it is shown',
  )
  body(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: InteractionId }) id: InteractionId,
  ): Promise<InteractionBody> {
    return this.timeline.body(viewer, id);
  }

  @Get('interactions/:id/evidence')
  @Access('evidence.read')
  @Returns(200, null, 'The original bytes as they were received or sent')
  async evidence(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: InteractionId }) id: InteractionId,
    @Query({ schema: HeldQuery }) { confirmed }: z.infer<typeof HeldQuery>,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(response, await this.timeline.evidence(viewer, id, confirmed === 'yes'));
  }

  @Get('interactions/:id/attachments/:n')
  @Access('clients.read')
  @Returns(
    200,
    null,
    'One attachment, decoded; what a chat message carries comes with byte ranges (206), to be shown or played',
  )
  async attachment(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: InteractionId }) id: InteractionId,
    @Param('n', { schema: AttachmentNumber }) n: number,
    @Query({ schema: HeldQuery }) { confirmed }: z.infer<typeof HeldQuery>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.timeline.attachment(viewer, id, n, confirmed === 'yes');
    if ('sha256' in file) await sendRanged(request, response, file);
    else await sendFile(response, file);
  }
}
