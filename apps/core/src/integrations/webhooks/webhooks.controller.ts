import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, type Page } from '../../http/paging.js';
import {
  AttemptView,
  DeliveriesPage,
  NewWebhook,
  Redelivered,
  Redelivery,
  WebhookChange,
  WebhookView,
  WebhooksView,
  WebhookWithSecret,
  type WebhookDeliveryView,
} from './webhook.view.js';
import { WebhooksService } from './webhooks.service.js';

const Id = z.uuid();

@ApiTags('integrations')
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get()
  @Access('integrations.manage')
  @Returns(200, WebhooksView, 'Who is told what happens here')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: WebhookView[] }> {
    return { items: await this.webhooks.list(viewer) };
  }

  @Post()
  @Access('integrations.manage')
  @Returns(201, WebhookWithSecret, 'Tell another program from now on; its secret stands in this answer and never again')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewWebhook }) body: NewWebhook): Promise<WebhookWithSecret> {
    return this.webhooks.create(viewer, body);
  }

  @Patch(':id')
  @Access('integrations.manage')
  @Returns(200, WebhookView, 'Change it, or switch it on or off; what waits goes out when it is on again')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: WebhookChange }) body: WebhookChange,
  ): Promise<WebhookView> {
    return this.webhooks.change(viewer, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('integrations.manage')
  @Returns(204, null, 'Tell it nothing any more, and forget what it was told')
  remove(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.webhooks.remove(viewer, id);
  }

  @Post(':id/secret')
  @HttpCode(200)
  @Access('integrations.manage')
  @Returns(200, WebhookWithSecret, 'Another secret; the one before is signed with too for a day')
  renewSecret(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<WebhookWithSecret> {
    return this.webhooks.renewSecret(viewer, id);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Access('integrations.manage')
  @Returns(200, AttemptView, 'Send a trial event now, and what the receiver said')
  test(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<AttemptView> {
    return this.webhooks.test(viewer, id);
  }

  @Get(':id/deliveries')
  @Access('integrations.manage')
  @Returns(200, DeliveriesPage, 'What it was told in the last thirty days, the latest first, with each attempt')
  log(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) page: PageQuery,
  ): Promise<Page<WebhookDeliveryView>> {
    return this.webhooks.log(viewer, id, page);
  }

  @Post(':id/redeliver')
  @HttpCode(200)
  @Access('integrations.manage')
  @Returns(200, Redelivered, 'Send one again, or all that did not come through since then')
  async redeliver(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Redelivery }) body: Redelivery,
  ): Promise<{ queued: number }> {
    return { queued: await this.webhooks.redeliver(viewer, id, body) };
  }
}
