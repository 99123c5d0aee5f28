import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { CompanyService } from './company.service.js';
import { CompanyProfile } from './company.view.js';

@ApiTags('settings')
@Controller('company')
export class CompanyController {
  constructor(private readonly company: CompanyService) {}

  @Get()
  @Access('signed-in')
  @Returns(200, CompanyProfile, 'What the company says of itself')
  get(@CurrentViewer() viewer: Viewer): Promise<CompanyProfile> {
    return this.company.get(viewer);
  }

  @Put()
  @Access('company.manage')
  @Returns(200, CompanyProfile, 'Change it; all of it at once')
  put(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: CompanyProfile }) body: CompanyProfile,
  ): Promise<CompanyProfile> {
    return this.company.put(viewer, body);
  }
}
