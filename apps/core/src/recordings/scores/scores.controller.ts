import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RecordingId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import {
  CriterionChange,
  CriterionView,
  NewCriterion,
  NewScorecard,
  ScorecardView,
  ScoresQuery,
  ScoresReport,
} from './score.view.js';
import { CriteriaService } from './criteria.service.js';
import { ScoresService } from './scores.service.js';

const scorecards = z.object({ items: z.array(ScorecardView) });

@ApiTags('recordings')
@Controller()
export class ScoresController {
  constructor(
    private readonly criteria: CriteriaService,
    private readonly scores: ScoresService,
  ) {}

  @Get('criteria')
  @Access('recordings.score')
  @Returns(
    200,
    z.object({ items: z.array(CriterionView) }),
    'What heads listen for: of the company and of one\u2019s own team',
  )
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: CriterionView[] }> {
    return { items: await this.criteria.list(viewer) };
  }

  @Post('criteria')
  @Access('recordings.score')
  @Returns(201, CriterionView, 'A new criterion')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewCriterion }) body: NewCriterion): Promise<CriterionView> {
    return this.criteria.create(viewer, body);
  }

  @Patch('criteria/:id')
  @Access('recordings.score')
  @Returns(200, CriterionView, 'Change a criterion, or retire it')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: CriterionChange }) body: CriterionChange,
  ): Promise<CriterionView> {
    return this.criteria.change(viewer, id, body);
  }

  @Get('recordings/:id/scores')
  @Access('recordings.score')
  @Returns(200, scorecards, 'How heads scored a recording, newest first, with what they said before')
  async ofRecording(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: RecordingId }) id: RecordingId,
  ): Promise<{ items: ScorecardView[] }> {
    return { items: await this.scores.ofRecording(viewer, id) };
  }

  @Put('recordings/:id/scores')
  @Access('recordings.score')
  @Returns(200, scorecards, 'Score a recording; one\u2019s earlier card stays as history')
  async score(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: RecordingId }) id: RecordingId,
    @Body({ schema: NewScorecard }) body: NewScorecard,
  ): Promise<{ items: ScorecardView[] }> {
    return { items: await this.scores.score(viewer, id, body) };
  }

  @Get('reports/scores')
  @Access('reports.read')
  @Returns(200, ScoresReport, 'Average scores by employee and criterion of the calls of a time')
  report(@CurrentViewer() viewer: Viewer, @Query({ schema: ScoresQuery }) query: ScoresQuery): Promise<ScoresReport> {
    return this.scores.report(viewer, query);
  }
}
