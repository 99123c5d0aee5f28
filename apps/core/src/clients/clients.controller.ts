import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ClientId, ContactPointId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../http/paging.js';
import { ChangingService } from './changing.service.js';
import {
  AssignmentView,
  ChangedClientView,
  ClientChange,
  ClientListItem,
  ClientView,
  ContactPointChange,
  ContactPointView,
  NewAssignment,
  NewClient,
  NewContactPoint,
  stages,
} from './client.view.js';
import { lifecycles } from './lifecycle/lifecycle.js';
import { ClientsService } from './clients.service.js';

const ClientsQuery = PageQuery.extend({
  /** Part of a name. */
  name: z.string().trim().max(200).optional(),
  kind: z.enum(['person', 'company']).optional(),
  stage: z.enum(stages).optional(),
  responsibleId: z.uuid().optional(),
  tagId: z.uuid().optional(),
  lifecycle: z.enum(lifecycles).optional(),
  /** People of this company. */
  companyId: z.uuid().optional(),
});
export type ClientsQuery = z.infer<typeof ClientsQuery>;

@ApiTags('clients')
@Controller('clients')
export class ClientsController {
  constructor(
    private readonly clients: ClientsService,
    private readonly changing: ChangingService,
  ) {}

  @Get()
  @Access('clients.read', { walks: true })
  @Returns(200, pageOf(ClientListItem), 'Cards that the viewer may see, by name')
  list(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: ClientsQuery }) query: ClientsQuery,
  ): Promise<Page<ClientListItem>> {
    return this.clients.list(viewer, query);
  }

  @Post()
  @Access('clients.write')
  @Returns(201, ClientView, 'A new card; an employee becomes responsible for their own')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewClient }) body: NewClient): Promise<ClientView> {
    return this.clients.create(viewer, body);
  }

  @Get(':id')
  @Access('clients.read')
  @Returns(200, ClientView, 'One card')
  get(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ClientId }) id: ClientId): Promise<ClientView> {
    return this.clients.get(viewer, id);
  }

  @Patch(':id')
  @Access('clients.write')
  @Returns(
    200,
    ChangedClientView,
    'Change what the card says; what somebody else changed meanwhile is kept, or refused with both values where it is the same field',
  )
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Body({ schema: ClientChange }) body: ClientChange,
  ): Promise<ChangedClientView> {
    return this.changing.change(viewer, id, body);
  }

  @Post(':id/contact-points')
  @Access('clients.write')
  @Returns(201, ContactPointView, 'One more address of the client, normalised')
  addContactPoint(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Body({ schema: NewContactPoint }) body: NewContactPoint,
  ): Promise<ContactPointView> {
    return this.clients.addContactPoint(viewer, id, body);
  }

  @Patch(':id/contact-points/:contactPointId')
  @Access('clients.write')
  @Returns(200, ContactPointView, 'Another label, or the first to be used of its kind')
  changeContactPoint(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Param('contactPointId', { schema: ContactPointId }) contactPointId: ContactPointId,
    @Body({ schema: ContactPointChange }) body: ContactPointChange,
  ): Promise<ContactPointView> {
    return this.clients.changeContactPoint(viewer, id, contactPointId, body);
  }

  @Delete(':id/contact-points/:contactPointId')
  @HttpCode(204)
  @Access('clients.assign')
  @Returns(204, null, 'Take an address off the card; what came from it stays')
  removeContactPoint(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Param('contactPointId', { schema: ContactPointId }) contactPointId: ContactPointId,
  ): Promise<void> {
    return this.clients.removeContactPoint(viewer, id, contactPointId);
  }

  @Post(':id/assignment')
  @HttpCode(200)
  @Access('clients.assign')
  @Returns(200, ClientView, 'Make somebody responsible, with the reason')
  assign(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Body({ schema: NewAssignment }) body: NewAssignment,
  ): Promise<ClientView> {
    return this.clients.assign(viewer, id, body);
  }

  @Get(':id/assignments')
  @Access('clients.read')
  @Returns(
    200,
    z.object({ items: z.array(AssignmentView) }),
    'Who was responsible, from when, until when, and why it changed',
  )
  async assignments(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
  ): Promise<{ items: AssignmentView[] }> {
    return { items: await this.clients.assignments(viewer, id) };
  }
}
