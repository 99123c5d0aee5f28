import { Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { FirstStepsService } from './first-steps.service.js';
import { FirstStepsView, SkippableStep } from './first-steps.view.js';

@ApiTags('settings')
@Controller('first-steps')
export class FirstStepsController {
  constructor(private readonly steps: FirstStepsService) {}

  @Get()
  @Access('company.manage')
  @Returns(200, FirstStepsView, 'What a new company does first, and how far it has come')
  get(@CurrentViewer() viewer: Viewer): Promise<FirstStepsView> {
    return this.steps.get(viewer);
  }

  @Post('end')
  @HttpCode(200)
  @Access('company.manage')
  @Returns(200, FirstStepsView, 'Nobody is to be reminded of the rest')
  end(@CurrentViewer() viewer: Viewer): Promise<FirstStepsView> {
    return this.steps.end(viewer);
  }

  @Put(':step/skipped')
  @Access('company.manage')
  @Returns(200, FirstStepsView, 'This one is passed over')
  skip(
    @CurrentViewer() viewer: Viewer,
    @Param('step', { schema: SkippableStep }) step: SkippableStep,
  ): Promise<FirstStepsView> {
    return this.steps.skip(viewer, step);
  }

  @Delete(':step/skipped')
  @Access('company.manage')
  @Returns(200, FirstStepsView, 'It is to be done after all')
  resume(
    @CurrentViewer() viewer: Viewer,
    @Param('step', { schema: SkippableStep }) step: SkippableStep,
  ): Promise<FirstStepsView> {
    return this.steps.resume(viewer, step);
  }
}
