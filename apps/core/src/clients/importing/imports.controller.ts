import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { sendFile } from '../../http/send-file.js';
import { fileLanguages } from './error-words.js';
import { encodings } from './file/encoding.js';
import { delimiters } from './file/records.js';
import { ImportResultsService } from './import-results.service.js';
import { ImportsService } from './imports.service.js';
import { ImportedCardView, ImportPreview, ImportProblemView, ImportView, NewCheck } from './importing.view.js';

const Id = z.uuid();
const FileQuery = z.object({ name: z.string().min(1).max(255) });
const ReadingQuery = z
  .object({
    encoding: z.enum(encodings),
    delimiter: z.enum(delimiters),
    header: z.enum(['true', 'false']).transform((said) => said === 'true'),
  })
  .partial();
const CardsQuery = PageQuery.extend({ which: z.enum(['all', 'left']).default('all') });
const ErrorsQuery = z.object({ language: z.enum(fileLanguages).default('en') });

@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly results: ImportResultsService,
  ) {}

  @Get()
  @Access('clients.import')
  @Returns(200, pageOf(ImportView), 'Files of clients that were brought here, the newest first')
  list(@CurrentViewer() viewer: Viewer, @Query({ schema: PageQuery }) query: PageQuery): Promise<Page<ImportView>> {
    return this.imports.list(viewer, query);
  }

  @Post()
  @Access('clients.import')
  @Returns(201, ImportView, 'The bytes of a CSV file as the request body, at most 100 MB; nothing is brought in yet')
  upload(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: FileQuery }) { name }: z.infer<typeof FileQuery>,
    @Req() request: Request,
  ): Promise<ImportView> {
    const length = request.headers['content-length'];
    return this.imports.upload(viewer, name, request, length === undefined ? null : Number(length));
  }

  @Get(':id')
  @Access('clients.import')
  @Returns(200, ImportView, 'How far a file has come')
  get(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<ImportView> {
    return this.imports.get(viewer, id);
  }

  @Get(':id/preview')
  @Access('clients.import')
  @Returns(200, ImportPreview, 'The columns of the file, each with some of its cells and what it seems to say')
  preview(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ReadingQuery }) query: z.infer<typeof ReadingQuery>,
  ): Promise<ImportPreview> {
    return this.imports.preview(viewer, id, query);
  }

  @Post(':id/check')
  @HttpCode(202)
  @Access('clients.import')
  @Returns(
    202,
    ImportView,
    'Look over the whole file, in the background: what would become of its lines; nothing is written',
  )
  check(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: NewCheck }) body: NewCheck,
  ): Promise<ImportView> {
    return this.imports.check(viewer, id, body);
  }

  @Post(':id/start')
  @HttpCode(202)
  @Access('clients.import')
  @Returns(202, ImportView, 'Bring the clients in, in the background')
  start(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<ImportView> {
    return this.imports.start(viewer, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Access('clients.import')
  @Returns(200, ImportView, 'Stop; what was brought in stays and can be undone')
  cancel(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<ImportView> {
    return this.imports.cancel(viewer, id);
  }

  @Post(':id/undo')
  @HttpCode(202)
  @Access('clients.import')
  @Returns(
    202,
    ImportView,
    'Take it back, in the background: cards that nobody touched since go, changed fields are as before',
  )
  undo(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<ImportView> {
    return this.imports.undo(viewer, id);
  }

  @Get(':id/problems')
  @Access('clients.import')
  @Returns(200, pageOf(ImportProblemView), 'Lines that were left out, or would be, and why, in the order of the file')
  problems(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<Page<ImportProblemView>> {
    return this.results.problems(viewer, id, query);
  }

  @Get(':id/cards')
  @Access('clients.import')
  @Returns(200, pageOf(ImportedCardView), 'Cards that it made or changed; or those that undoing it left, and why')
  cards(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: CardsQuery }) query: z.infer<typeof CardsQuery>,
  ): Promise<Page<ImportedCardView>> {
    return this.results.cards(viewer, id, query);
  }

  @Get(':id/errors')
  @Access('clients.import')
  @Returns(
    200,
    null,
    'The lines that were left out, as CSV in the encoding of the file, with line, code and what to do',
  )
  async errors(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ErrorsQuery }) { language }: z.infer<typeof ErrorsQuery>,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(response, await this.results.errors(viewer, id, language));
  }
}
