import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EmployeeId } from '#libs/contracts';
import { Access, Returns } from '../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import { DepartureSheet, DepartureView, NewDeparture } from './departure.view.js';
import { DeparturesService } from './departures.service.js';

@ApiTags('people')
@Controller('employees/:id/departure')
export class DeparturesController {
  constructor(private readonly departures: DeparturesService) {}

  @Get()
  @Access('people.manage')
  @Returns(
    200,
    DepartureView,
    'What would be revoked and moved if they left now, and the sheets of departures that were',
  )
  look(@CurrentViewer() viewer: Viewer, @Param('id', { schema: EmployeeId }) id: EmployeeId): Promise<DepartureView> {
    return this.departures.look(viewer, id);
  }

  @Post()
  @HttpCode(200)
  @Access('people.manage')
  @Returns(200, DepartureSheet, 'They leave: every access ends, and what they had in hand goes to the successor')
  depart(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
    @Body({ schema: NewDeparture }) body: NewDeparture,
  ): Promise<DepartureSheet> {
    return this.departures.depart(viewer, id, body);
  }
}
