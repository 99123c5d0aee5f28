import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ConversationId, type EmployeeId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import type { HandlingAct } from './handling-rules.js';
import { HandlingService } from './handling.service.js';
import { Assigning, Bulk, BulkView, HandlingPolicy, HandlingView, Snoozing } from './handling.view.js';

@ApiTags('inbox')
@Controller()
export class HandlingController {
  constructor(private readonly handling: HandlingService) {}

  @Post('conversations/bulk')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, BulkView, 'One act on up to 200 conversations; each is judged for itself')
  bulk(@CurrentViewer() viewer: Viewer, @Body({ schema: Bulk }) body: Bulk): Promise<BulkView> {
    return this.handling.bulk(viewer, body.ids, actOf(body));
  }

  @Post('conversations/:id/assign')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, HandlingView, 'Pass it to a colleague, who sees the card as long as they have it; a note goes along')
  assign(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
    @Body({ schema: Assigning }) body: Assigning,
  ): Promise<HandlingView> {
    return this.handling.assign(viewer, id, body);
  }

  @Post('conversations/:id/take')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, HandlingView, 'Take it over, whoever has it')
  take(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
  ): Promise<HandlingView> {
    return this.handling.do(viewer, id, { act: 'take' });
  }

  @Post('conversations/:id/snooze')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, HandlingView, 'Put it off: it comes back at that time, or when the client writes')
  snooze(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
    @Body({ schema: Snoozing }) { until }: z.infer<typeof Snoozing>,
  ): Promise<HandlingView> {
    return this.handling.do(viewer, id, { act: 'snooze', until: new Date(until) });
  }

  @Post('conversations/:id/done')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, HandlingView, 'Nothing more to do until the client writes again')
  done(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
  ): Promise<HandlingView> {
    return this.handling.do(viewer, id, { act: 'done' });
  }

  @Post('conversations/:id/reopen')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, HandlingView, 'Open again: what was done, or put off')
  reopen(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ConversationId }) id: ConversationId,
  ): Promise<HandlingView> {
    return this.handling.do(viewer, id, { act: 'reopen' });
  }

  @Get('handling-policy')
  @Access('clients.read')
  @Returns(200, HandlingPolicy, 'Who may write in whose conversations')
  policy(@CurrentViewer() viewer: Viewer): Promise<HandlingPolicy> {
    return this.handling.policy(viewer);
  }

  @Put('handling-policy')
  @Access('people.manage')
  @Returns(200, HandlingPolicy, 'Change it; all of it at once')
  putPolicy(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: HandlingPolicy }) body: HandlingPolicy,
  ): Promise<HandlingPolicy> {
    return this.handling.putPolicy(viewer, body);
  }
}

function actOf(body: Bulk): HandlingAct {
  switch (body.act) {
    case 'assign':
      return { act: 'assign', employeeId: body.employeeId as EmployeeId | null };
    case 'snooze':
      return { act: 'snooze', until: new Date(body.until) };
    case 'take':
    case 'done':
    case 'reopen':
    case 'seen':
      return { act: body.act };
  }
}
