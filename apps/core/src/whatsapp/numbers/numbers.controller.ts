import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ChannelId, type WhatsappTemplate } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { WhatsappLinkingService } from './linking.service.js';
import {
  CanaryView,
  LinkingView,
  LinkingWay,
  NewWhatsappNumber,
  TemplateView,
  WhatsappNumberChange,
  WhatsappNumberView,
  WhatsappTrial,
  WhatsappTrialView,
} from './number.view.js';
import { WhatsappNumbersService } from './numbers.service.js';

@ApiTags('whatsapp')
@Controller('whatsapp/numbers')
export class WhatsappNumbersController {
  constructor(
    private readonly numbers: WhatsappNumbersService,
    private readonly linking: WhatsappLinkingService,
  ) {}

  @Get()
  @Access('channels.read')
  @Returns(200, z.object({ items: z.array(WhatsappNumberView) }), 'The company’s WhatsApp numbers and how they are')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: WhatsappNumberView[] }> {
    return { items: await this.numbers.list(viewer) };
  }

  @Post()
  @Access('whatsapp.manage')
  @Returns(201, WhatsappNumberView, 'Connect a number: by the Cloud API, or as a linked device')
  create(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: NewWhatsappNumber }) body: NewWhatsappNumber,
  ): Promise<WhatsappNumberView> {
    return this.numbers.create(viewer, body);
  }

  @Post('test')
  @HttpCode(200)
  @Access('whatsapp.manage')
  @Returns(200, WhatsappTrialView, 'Try the settings against the real thing, step by step, saving nothing')
  test(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: WhatsappTrial }) body: WhatsappTrial,
  ): Promise<WhatsappTrialView> {
    return this.numbers.test(viewer, body);
  }

  @Get(':id')
  @Access('channels.read')
  @Returns(200, WhatsappNumberView, 'One number')
  get(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ChannelId }) id: ChannelId): Promise<WhatsappNumberView> {
    return this.numbers.get(viewer, id);
  }

  @Patch(':id')
  @Access('whatsapp.manage')
  @Returns(200, WhatsappNumberView, 'Change a number, also the way in which it is reached; a secret left out stays')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ChannelId }) id: ChannelId,
    @Body({ schema: WhatsappNumberChange }) body: WhatsappNumberChange,
  ): Promise<WhatsappNumberView> {
    return this.numbers.change(viewer, id, body);
  }

  @Get(':id/linking')
  @Access('whatsapp.manage')
  @Returns(200, LinkingView, 'The QR or the code by which a phone is linked, fresh while it waits')
  look(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ChannelId }) id: ChannelId): Promise<LinkingView> {
    return this.linking.look(viewer, id);
  }

  @Post(':id/linking')
  @HttpCode(200)
  @Access('whatsapp.manage')
  @Returns(200, LinkingView, 'Begin to link a phone by QR or by code, or give it up')
  link(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ChannelId }) id: ChannelId,
    @Body({ schema: LinkingWay }) { way }: z.infer<typeof LinkingWay>,
  ): Promise<LinkingView> {
    return this.linking.link(viewer, id, way);
  }

  @Post(':id/unlink')
  @HttpCode(204)
  @Access('whatsapp.manage')
  @Returns(204, null, 'End the link, at WhatsApp too; what was captured stays')
  unlink(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ChannelId }) id: ChannelId): Promise<void> {
    return this.linking.unlink(viewer, id);
  }

  @Post(':id/canary')
  @HttpCode(202)
  @Access('whatsapp.manage')
  @Returns(202, CanaryView, 'Send the number a message of its own, to see that the whole way works')
  canary(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ChannelId }) id: ChannelId,
  ): Promise<z.infer<typeof CanaryView>> {
    return this.linking.canary(viewer, id);
  }

  @Get(':id/templates')
  @Access('clients.read')
  @Returns(200, z.object({ items: z.array(TemplateView) }), 'What the provider has approved to begin a dialogue with')
  async templates(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ChannelId }) id: ChannelId,
  ): Promise<{ items: WhatsappTemplate[] }> {
    return { items: await this.linking.templates(viewer, id) };
  }
}
