import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Refuses, Returns } from '../../http/access.decorator.js';
import {
  SignaturePolicy,
  SignaturePreview,
  SignatureShown,
  SignaturesView,
  SignatureUnder,
  SignatureView,
  SignatureWish,
} from './signature.view.js';
import { SignaturesService } from './signatures.service.js';

const SignatureId = z.uuid();
const UnderQuery = z.object({
  /** From which mailbox; without it what stands whichever it is. */
  channelId: z.uuid().optional(),
});

@ApiTags('signatures')
@Controller('signatures')
export class SignaturesController {
  constructor(private readonly signatures: SignaturesService) {}

  @Get()
  @Access('clients.write')
  @Returns(
    200,
    SignaturesView,
    'What stands under letters: mine, my teams\u2019, the mailboxes\u2019, the company\u2019s',
  )
  list(@CurrentViewer() viewer: Viewer): Promise<SignaturesView> {
    return this.signatures.list(viewer);
  }

  @Put()
  @Access('clients.write')
  @Refuses(
    'signature.forbidden',
    'signature.words-missing',
    'signature.variables-unknown',
    'team.not-found',
    'channel.not-found',
  )
  @Returns(
    200,
    SignatureView,
    'Say it: one\u2019s own, as a head a team\u2019s, as the owner a mailbox\u2019s or the company\u2019s; there is one of each',
  )
  put(@CurrentViewer() viewer: Viewer, @Body({ schema: SignatureWish }) body: SignatureWish): Promise<SignatureView> {
    return this.signatures.put(viewer, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('clients.write')
  @Refuses('signature.not-found', 'signature.forbidden')
  @Returns(204, null, 'Take it away; the next less specific one stands there then')
  delete(@CurrentViewer() viewer: Viewer, @Param('id', { schema: SignatureId }) id: string): Promise<void> {
    return this.signatures.delete(viewer, id);
  }

  @Post('preview')
  @HttpCode(200)
  @Access('clients.write')
  @Refuses('signature.words-missing', 'signature.variables-unknown', 'channel.not-found')
  @Returns(200, SignatureShown, 'How it would stand under a letter of mine; nothing is kept')
  preview(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: SignaturePreview }) body: SignaturePreview,
  ): Promise<SignatureShown> {
    return this.signatures.preview(viewer, body);
  }

  @Get('mine')
  @Access('clients.write')
  @Returns(200, SignatureUnder, 'What will stand under a letter that I write from there; a letter may do without')
  under(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: UnderQuery }) query: z.infer<typeof UnderQuery>,
  ): Promise<SignatureUnder> {
    return this.signatures.under(viewer, query.channelId ?? null);
  }

  @Put('policy')
  @Access('company.manage')
  @Returns(200, SignaturePolicy, 'What becomes of employees\u2019 own')
  putPolicy(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: SignaturePolicy }) body: SignaturePolicy,
  ): Promise<SignaturePolicy> {
    return this.signatures.putPolicy(viewer, body);
  }
}
