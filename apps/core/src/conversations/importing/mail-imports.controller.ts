import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { sendFile } from '../../http/send-file.js';
import { leftOut } from './mail-import.js';
import { MailImportResultsService } from './mail-import-results.service.js';
import {
  LeftOutLetterView,
  MailImportFound,
  MailImportView,
  MailPlan,
  MailResume,
  MailServerTrial,
  MailServerTrialView,
  NewMailFile,
  NewOldMailbox,
} from './mail-importing.view.js';
import { MailImportsService } from './mail-imports.service.js';
import { reportLanguages } from './report-words.js';

const Id = z.uuid();
const Piece = z.coerce.number().int().min(0).max(1_000_000);
const LeftOutQuery = PageQuery.extend({ verdict: z.enum(leftOut).optional() });
const ReportQuery = z.object({ language: z.enum(reportLanguages).default('en') });

@ApiTags('mail imports')
@Controller('mail-imports')
export class MailImportsController {
  constructor(
    private readonly imports: MailImportsService,
    private readonly results: MailImportResultsService,
  ) {}

  @Get()
  @Access('mail.import')
  @Returns(200, pageOf(MailImportView), 'Old mailboxes and files of letters that were brought here, the newest first')
  list(@CurrentViewer() viewer: Viewer, @Query({ schema: PageQuery }) query: PageQuery): Promise<Page<MailImportView>> {
    return this.imports.list(viewer, query);
  }

  @Post('files')
  @Access('mail.import')
  @Returns(201, MailImportView, 'A file of letters (mbox, .eml, or a zip or tar of letters); its pieces follow')
  beginFile(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: NewMailFile }) body: NewMailFile,
  ): Promise<MailImportView> {
    return this.imports.beginFile(viewer, body);
  }

  @Put(':id/pieces/:n')
  @Access('mail.import')
  @Returns(200, MailImportView, 'The bytes of the next piece as the request body, at most 32 MB, counted from 0')
  addPiece(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Param('n', { schema: Piece }) n: number,
    @Req() request: Request,
  ): Promise<MailImportView> {
    return this.imports.addPiece(viewer, id, n, request);
  }

  @Post('trial')
  @HttpCode(200)
  @Access('mail.import')
  @Returns(200, MailServerTrialView, 'Sign in at a mail server and tell its folders; nothing is kept')
  try(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: MailServerTrial }) body: MailServerTrial,
  ): Promise<MailServerTrialView> {
    return this.imports.try(viewer, body);
  }

  @Post('mailboxes')
  @Access('mail.import')
  @Returns(201, MailImportView, 'A mailbox whose letters are to be brought in; it is only read, and becomes no channel')
  addMailbox(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: NewOldMailbox }) body: NewOldMailbox,
  ): Promise<MailImportView> {
    return this.imports.addMailbox(viewer, body);
  }

  @Get(':id')
  @Access('mail.import')
  @Returns(200, MailImportView, 'How far an import has come')
  get(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<MailImportView> {
    return this.imports.get(viewer, id);
  }

  @Post(':id/check')
  @HttpCode(202)
  @Access('mail.import')
  @Returns(
    202,
    MailImportView,
    'Look over all letters, in the background: what would become of them; nothing is written',
  )
  check(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MailPlan }) body: MailPlan,
  ): Promise<MailImportView> {
    return this.imports.check(viewer, id, body);
  }

  @Post(':id/start')
  @HttpCode(202)
  @Access('mail.import')
  @Returns(202, MailImportView, 'Bring the letters in, in the background')
  start(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<MailImportView> {
    return this.imports.start(viewer, id);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Access('mail.import')
  @Returns(200, MailImportView, 'Stand still for a while')
  pause(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<MailImportView> {
    return this.imports.pause(viewer, id);
  }

  @Post(':id/resume')
  @HttpCode(202)
  @Access('mail.import')
  @Returns(202, MailImportView, 'Go on where it stands, with another password where the old one is refused')
  resume(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MailResume }) body: MailResume,
  ): Promise<MailImportView> {
    return this.imports.resume(viewer, id, body);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Access('mail.import')
  @Returns(200, MailImportView, 'Stop for good; what was brought in stays and can be undone')
  cancel(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<MailImportView> {
    return this.imports.cancel(viewer, id);
  }

  @Post(':id/undo')
  @HttpCode(202)
  @Access('mail.import')
  @Returns(202, MailImportView, 'Take the letters off the cards, in the background; the originals and the journal stay')
  undo(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<MailImportView> {
    return this.imports.undo(viewer, id);
  }

  @Get(':id/found')
  @Access('mail.import')
  @Returns(200, MailImportFound, 'Whose letters they are, and who writes there without a card')
  found(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<MailImportFound> {
    return this.results.found(viewer, id);
  }

  @Get(':id/left-out')
  @Access('mail.import')
  @Returns(200, pageOf(LeftOutLetterView), 'Letters that are left out, or would be, and why, in their order')
  leftOut(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: LeftOutQuery }) query: z.infer<typeof LeftOutQuery>,
  ): Promise<Page<LeftOutLetterView>> {
    return this.results.leftOut(viewer, id, query);
  }

  @Get(':id/report')
  @Access('mail.import')
  @Returns(200, null, 'Everything that was left out, and why, as CSV')
  async report(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ReportQuery }) { language }: z.infer<typeof ReportQuery>,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(response, await this.results.report(viewer, id, language));
  }
}
