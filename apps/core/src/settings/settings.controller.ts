import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { SettingsService } from './settings.service.js';
import { SettingsView } from './settings.view.js';

@ApiTags('settings')
@Controller('settings')
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  @Get()
  @Access('signed-in')
  @Returns(200, SettingsView, 'How each section of the settings stands, as far as the viewer may know')
  get(@CurrentViewer() viewer: Viewer): Promise<SettingsView> {
    return this.settings.get(viewer);
  }
}
