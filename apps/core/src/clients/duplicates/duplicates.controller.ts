import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { DuplicatesService } from './duplicates.service.js';
import { AskedFor, DuplicatesView, MaybeNew } from './duplicates.view.js';

/** Both are asked by POST: names and addresses of clients stand in no address line and in no log of one. */
@ApiTags('clients')
@Controller('clients')
export class DuplicatesController {
  constructor(private readonly duplicates: DuplicatesService) {}

  @Post('duplicates')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, DuplicatesView, 'Cards that may be the same client: by address, by name in either alphabet, by domain')
  find(@CurrentViewer() viewer: Viewer, @Body({ schema: MaybeNew }) body: MaybeNew): Promise<DuplicatesView> {
    return this.duplicates.find(viewer, body);
  }

  @Post('asked-for')
  @HttpCode(204)
  @Access('clients.write')
  @Returns(
    204,
    null,
    'Tell the head of a card that one may not see, and that holds this address, that one would have it',
  )
  ask(@CurrentViewer() viewer: Viewer, @Body({ schema: AskedFor }) body: AskedFor): Promise<void> {
    return this.duplicates.ask(viewer, body);
  }
}
