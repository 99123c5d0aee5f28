import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { PromptId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { sendFile } from '../../http/send-file.js';
import { PromptFacts, PromptView, SpokenPrompt } from './prompt.view.js';
import { PromptsService } from './prompts.service.js';

@ApiTags('telephony')
@Controller('prompts')
export class PromptsController {
  constructor(private readonly prompts: PromptsService) {}

  @Get()
  @Access('telephony.manage')
  @Returns(200, z.object({ items: z.array(PromptView) }), 'What is played to clients, the newest first')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: PromptView[] }> {
    return { items: await this.prompts.list(viewer) };
  }

  @Post()
  @Access('telephony.manage')
  @Returns(201, PromptView, 'A recording as the request body: WAV, 16 bit, one channel, 8,000 Hz')
  upload(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: PromptFacts }) facts: PromptFacts,
    @Req() request: Request,
  ): Promise<PromptView> {
    return this.prompts.upload(viewer, facts, request);
  }

  @Post('speak')
  @Access('telephony.manage')
  @Returns(201, PromptView, 'Words that become a prompt, where a program that speaks is installed')
  speak(@CurrentViewer() viewer: Viewer, @Body({ schema: SpokenPrompt }) body: SpokenPrompt): Promise<PromptView> {
    return this.prompts.speak(viewer, body);
  }

  @Get(':id/audio')
  @Access('telephony.manage')
  @Returns(200, null, 'The sound of a prompt, WAV')
  async audio(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: PromptId }) id: PromptId,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(response, await this.prompts.audio(viewer, id));
  }
}
