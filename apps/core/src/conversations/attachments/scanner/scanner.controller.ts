import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../../../access/viewer.js';
import { Access, Returns } from '../../../http/access.decorator.js';
import { pageOf, PageQuery, type Page } from '../../../http/paging.js';
import { ScannerService } from './scanner.service.js';
import { HeldFileView, ScannerTrialView, ScannerView } from './scanner.view.js';

@ApiTags('channels')
@Controller('scanner')
export class ScannerController {
  constructor(private readonly scanner: ScannerService) {}

  @Get()
  @Access('channels.manage')
  @Returns(200, ScannerView, 'How the scanner of attachments is, and how many files wait for it or are held')
  get(): Promise<ScannerView> {
    return this.scanner.get();
  }

  @Post('test')
  @HttpCode(200)
  @Access('channels.manage')
  @Returns(200, ScannerTrialView, 'What the scanner says of the text that every scanner must find')
  test(@CurrentViewer() viewer: Viewer): Promise<ScannerTrialView> {
    return this.scanner.test(viewer);
  }

  @Get('held')
  @Access('protection.manage')
  @Returns(200, pageOf(HeldFileView), 'Files that the scanner has put away or would not have, the newest first')
  held(@CurrentViewer() viewer: Viewer, @Query({ schema: PageQuery }) query: PageQuery): Promise<Page<HeldFileView>> {
    return this.scanner.held(viewer, query);
  }
}
