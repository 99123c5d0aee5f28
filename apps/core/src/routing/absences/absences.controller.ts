import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { AbsenceView, NewAbsence } from './absence.view.js';
import { AbsencesService } from './absences.service.js';

const AbsenceId = z.uuid();

@ApiTags('routing')
@Controller('absences')
export class AbsencesController {
  constructor(private readonly absences: AbsencesService) {}

  @Get()
  @Access('people.read')
  @Returns(200, z.object({ items: z.array(AbsenceView) }), 'Who is away, now or later, and who stands in for them')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: AbsenceView[] }> {
    return { items: await this.absences.list(viewer) };
  }

  @Post()
  @Access('clients.write')
  @Returns(201, AbsenceView, 'Be away oneself, or, as their head, say so of somebody')
  begin(@CurrentViewer() viewer: Viewer, @Body({ schema: NewAbsence }) body: NewAbsence): Promise<AbsenceView> {
    return this.absences.begin(viewer, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('clients.write')
  @Returns(204, null, 'They are here again')
  end(@CurrentViewer() viewer: Viewer, @Param('id', { schema: AbsenceId }) id: string): Promise<void> {
    return this.absences.end(viewer, id);
  }
}
