import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { CurrentSession } from '../../access/sign-in/current-session.js';
import type { FoundSession } from '../../access/sign-in/sessions.repository.js';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PushSubscriptionsService } from './push-subscriptions.service.js';
import { NewPushSubscription, PushView } from './push.view.js';

@ApiTags('notices')
@Controller('me/push')
export class PushController {
  constructor(private readonly subscriptions: PushSubscriptionsService) {}

  @Get()
  @Access('signed-in')
  @Returns(200, PushView, 'The browsers to which one is told, and the key by which a browser subscribes')
  list(@CurrentViewer() viewer: Viewer, @CurrentSession() session: FoundSession): Promise<PushView> {
    return this.subscriptions.list(viewer, session);
  }

  @Post()
  @Access('signed-in')
  @Returns(
    201,
    PushView,
    'Be told in this browser; it ends with the session in which it was asked for, when that is ended',
  )
  add(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: NewPushSubscription }) body: NewPushSubscription,
    @Req() request: Request,
  ): Promise<PushView> {
    return this.subscriptions.add(viewer, session, body, request.headers['user-agent'] ?? '');
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'Not to be told there any more')
  remove(@CurrentViewer() viewer: Viewer, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.subscriptions.remove(viewer, id);
  }

  @Post(':id/trial')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'Push something there now, to see that it comes')
  sendTrial(@CurrentViewer() viewer: Viewer, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.subscriptions.sendTrial(viewer, id);
  }
}
