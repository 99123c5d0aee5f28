import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CallDirection, CallId, CallOutcome, ClientId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../http/paging.js';
import { CallsService } from './calls.service.js';
import {
  CallForm,
  CallMatchView,
  CallPlacement,
  CallView,
  NewAct,
  NewClientCall,
  NewDialledCall,
  NewListening,
} from './call.view.js';
import { DiallingService } from './dialling/dialling.service.js';
import { ActsService } from './live/acts.service.js';
import { CallPlacingService } from './placing/call-placing.service.js';

const CallsQuery = PageQuery.extend({
  employeeId: z.uuid().optional(),
  clientId: z.uuid().optional(),
  outcome: CallOutcome.optional(),
  direction: CallDirection.optional(),
  /** Begun at or after. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** Begun before. */
  to: z.iso.datetime({ offset: true }).optional(),
});
export type CallsQuery = z.infer<typeof CallsQuery>;

@ApiTags('calls')
@Controller()
export class CallsController {
  constructor(
    private readonly calls: CallsService,
    private readonly dialling: DiallingService,
    private readonly acts: ActsService,
    private readonly placing: CallPlacingService,
  ) {}

  @Post('clients/:id/calls')
  @HttpCode(202)
  @Access('calls.make')
  @Returns(202, CallView, 'Call the client: one\u2019s own device rings first; the number stays here')
  callClient(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Body({ schema: NewClientCall }) body: NewClientCall,
  ): Promise<CallView> {
    return this.dialling.callClient(viewer, id, body);
  }

  @Post('calls')
  @HttpCode(202)
  @Access('calls.dial')
  @Returns(202, CallView, 'Call what was dialled, as far as policy allows')
  dial(@CurrentViewer() viewer: Viewer, @Body({ schema: NewDialledCall }) body: NewDialledCall): Promise<CallView> {
    return this.dialling.dial(viewer, body);
  }

  @Get('calls/live')
  @Access('calls.make')
  @Returns(
    200,
    z.object({ items: z.array(CallView) }),
    'Who is on a call now: one\u2019s own, the team\u2019s, everybody\u2019s',
  )
  async live(@CurrentViewer() viewer: Viewer): Promise<{ items: CallView[] }> {
    return { items: await this.calls.live(viewer) };
  }

  @Get('calls')
  @Access('calls.make', { walks: true })
  @Returns(200, pageOf(CallView), 'Calls that are over, the newest first')
  list(@CurrentViewer() viewer: Viewer, @Query({ schema: CallsQuery }) query: CallsQuery): Promise<Page<CallView>> {
    return this.calls.page(viewer, query);
  }

  @Get('calls/:id')
  @Access('calls.make')
  @Returns(200, CallView, 'One call, live or over')
  get(@CurrentViewer() viewer: Viewer, @Param('id', { schema: CallId }) id: CallId): Promise<CallView> {
    return this.calls.get(viewer, id);
  }

  @Post('calls/:id/acts')
  @HttpCode(204)
  @Access('calls.make')
  @Returns(204, null, 'Hang up, hold, transfer, consult, join, send tones, pause the recording')
  async act(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: CallId }) id: CallId,
    @Body({ schema: NewAct }) body: NewAct,
  ): Promise<void> {
    await this.acts.act(viewer, id, body);
  }

  @Post('calls/:id/listen')
  @HttpCode(204)
  @Access('calls.listen')
  @Returns(204, null, 'Listen to a live call; whisper to the colleague; join it')
  async listen(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: CallId }) id: CallId,
    @Body({ schema: NewListening }) body: NewListening,
  ): Promise<void> {
    await this.acts.listen(viewer, id, body);
  }

  @Get('calls/:id/matches')
  @Access('calls.make')
  @Returns(200, z.object({ items: z.array(CallMatchView) }), 'Who an unknown number may be, the likeliest first')
  async matches(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: CallId }) id: CallId,
  ): Promise<{ items: CallMatchView[] }> {
    return { items: await this.placing.matches(viewer, id) };
  }

  @Post('calls/:id/place')
  @HttpCode(200)
  @Access('calls.make')
  @Returns(200, CallView, 'An unknown number becomes a client\u2019s, or a new card; its calls lie there from now on')
  place(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: CallId }) id: CallId,
    @Body({ schema: CallPlacement }) body: CallPlacement,
  ): Promise<CallView> {
    return this.placing.place(viewer, id, body);
  }

  @Put('calls/:id/form')
  @Access('calls.make')
  @Returns(200, CallView, 'What the call was about, in the fields that the company asks for')
  fillIn(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: CallId }) id: CallId,
    @Body({ schema: CallForm }) body: CallForm,
  ): Promise<CallView> {
    return this.calls.fillIn(viewer, id, body);
  }
}
