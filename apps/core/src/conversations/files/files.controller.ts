import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ClientId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { pageOf, type Page } from '../../http/paging.js';
import { FilesService } from './files.service.js';
import { CardFileView, FilesQuery } from './files.view.js';

@ApiTags('timeline')
@Controller('clients/:id/attachments')
export class FilesController {
  constructor(private readonly files: FilesService) {}

  @Get()
  @Access('clients.read')
  @Returns(200, pageOf(CardFileView), 'Files and pictures of all entries of a card, of all media, the newest first')
  list(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Query({ schema: FilesQuery }) query: FilesQuery,
  ): Promise<Page<CardFileView>> {
    return this.files.page(viewer, id, query);
  }
}
