import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { EngineService } from './engine.service.js';
import { EngineView, TelephonyView } from './engine.view.js';

@ApiTags('telephony')
@Controller('telephony')
export class EngineController {
  constructor(private readonly engine: EngineService) {}

  @Get()
  @Access('channels.read')
  @Returns(200, TelephonyView, 'The telephone engine, what it carries, and the own extension')
  get(@CurrentViewer() viewer: Viewer): Promise<TelephonyView> {
    return this.engine.get(viewer);
  }

  @Post('engine')
  @HttpCode(202)
  @Access('telephony.manage')
  @Returns(202, EngineView, 'Consent to fetch the engine; its state tells how it goes')
  install(@CurrentViewer() viewer: Viewer): Promise<EngineView> {
    return this.engine.install(viewer);
  }
}
