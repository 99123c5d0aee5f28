import { Body, Controller, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ClientId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../../access/viewer.js';
import { Access, Returns } from '../../../http/access.decorator.js';
import { LaterService } from './later.service.js';
import { LaterChange, LaterView, NewLater, SendingPolicy, TakenBack } from './later.view.js';

const LaterId = z.uuid();

@ApiTags('timeline')
@Controller()
export class LaterController {
  constructor(private readonly later: LaterService) {}

  @Post('clients/:id/later')
  @HttpCode(202)
  @Access('clients.write')
  @Returns(
    202,
    LaterView,
    'Send a message that can be taken back for a while, or that goes at a time of one\u2019s choice',
  )
  write(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Body({ schema: NewLater }) body: NewLater,
  ): Promise<LaterView> {
    return this.later.write(viewer, id, body);
  }

  @Get('clients/:id/later')
  @Access('clients.read')
  @Returns(
    200,
    z.object({ items: z.array(LaterView) }),
    'What was written to the client and has not gone yet; the first to go first, 200 at most',
  )
  async list(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
  ): Promise<{ items: LaterView[] }> {
    return { items: await this.later.list(viewer, id) };
  }

  @Patch('later/:id')
  @Access('clients.write')
  @Returns(200, LaterView, 'Another time, or whether it waits where the client writes first; one\u2019s own only')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: LaterId }) id: string,
    @Body({ schema: LaterChange }) body: LaterChange,
  ): Promise<LaterView> {
    return this.later.change(viewer, id, body);
  }

  @Post('later/:id/send')
  @HttpCode(202)
  @Access('clients.write')
  @Returns(202, LaterView, 'Send it now, whatever it waits for')
  sendNow(@CurrentViewer() viewer: Viewer, @Param('id', { schema: LaterId }) id: string): Promise<LaterView> {
    return this.later.sendNow(viewer, id);
  }

  @Post('later/:id/take-back')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(
    200,
    TakenBack,
    'It does not go; the answer is everything that it was to say. What somebody who left had put off anybody may who writes to the client',
  )
  takeBack(@CurrentViewer() viewer: Viewer, @Param('id', { schema: LaterId }) id: string): Promise<TakenBack> {
    return this.later.takeBack(viewer, id);
  }

  @Get('sending-policy')
  @Access('clients.read')
  @Returns(200, SendingPolicy, 'How long an answer can be taken back')
  policy(@CurrentViewer() viewer: Viewer): Promise<SendingPolicy> {
    return this.later.policy(viewer);
  }

  @Put('sending-policy')
  @Access('people.manage')
  @Returns(200, SendingPolicy, 'Change it')
  putPolicy(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: SendingPolicy }) body: SendingPolicy,
  ): Promise<SendingPolicy> {
    return this.later.putPolicy(viewer, body);
  }
}
