import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Access, Returns } from '../../http/access.decorator.js';
import { rawBody } from './raw-body.js';
import { WebhookService } from './webhook.service.js';

const Subscription = z.object({
  'hub.mode': z.string().max(50),
  'hub.verify_token': z.string().min(1).max(500),
  'hub.challenge': z.string().regex(/^[\w.-]{1,500}$/),
});

/** Where Meta's Cloud API delivers. It has no session: what it sends is signed, and the whatsapp role judges the signature. */
@ApiTags('whatsapp')
@Controller('whatsapp/webhook')
export class WebhookController {
  constructor(private readonly webhook: WebhookService) {}

  @Get()
  @Access('public')
  @Returns(
    200,
    null,
    'Meta asks whether this is our callback: the challenge as text, for whoever knows the verify token',
  )
  async verify(
    @Query({ schema: Subscription }) query: z.infer<typeof Subscription>,
    @Res() response: Response,
  ): Promise<void> {
    await this.webhook.verify(query['hub.mode'], query['hub.verify_token']);
    response.type('text/plain').send(query['hub.challenge']);
  }

  @Post()
  @HttpCode(200)
  @Access('signature')
  @Returns(200, null, 'Messages and statuses, signed by the app (X-Hub-Signature-256); taken when it is durable')
  async take(@Req() request: Request): Promise<void> {
    const address = request.ip ?? '';
    this.webhook.admit(address);
    await this.webhook.take(address, await rawBody(request), request.get('x-hub-signature-256') ?? null);
  }
}
