import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ClientId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../http/paging.js';
import { PromisesService } from './promises.service.js';
import { NewPromise, PromiseChange, TaskDone, TaskView } from './task.view.js';
import { TasksService } from './tasks.service.js';

const TasksQuery = PageQuery.extend({ view: z.enum(['mine', 'team', 'all']).default('mine') });
export type TasksQuery = z.infer<typeof TasksQuery>;
const TaskId = z.uuid();

@ApiTags('tasks')
@Controller()
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly promises: PromisesService,
  ) {}

  @Get('tasks')
  @Access('tasks.read')
  @Returns(200, pageOf(TaskView), 'What is still to be done, the most urgent first')
  list(@CurrentViewer() viewer: Viewer, @Query({ schema: TasksQuery }) query: TasksQuery): Promise<Page<TaskView>> {
    return this.tasks.page(viewer, query);
  }

  @Post('tasks/:id/done')
  @HttpCode(204)
  @Access('tasks.read')
  @Returns(204, null, 'It is done')
  async done(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: TaskId }) id: string,
    @Body({ schema: TaskDone }) body: TaskDone,
  ): Promise<void> {
    await this.tasks.done(viewer, id, body.note ?? null);
  }

  @Patch('tasks/:id')
  @Access('tasks.read')
  @Returns(200, TaskView, 'Another time or other words for a promise')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: TaskId }) id: string,
    @Body({ schema: PromiseChange }) body: PromiseChange,
  ): Promise<TaskView> {
    return this.promises.change(viewer, id, body);
  }

  @Get('clients/:id/tasks')
  @Access('clients.read')
  @Returns(200, pageOf(TaskView), 'What is still to be done for the client: the first of them is the next step')
  ofCard(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<Page<TaskView>> {
    return this.tasks.ofCard(viewer, id, query);
  }

  @Post('clients/:id/promises')
  @Access('clients.write')
  @Returns(201, TaskView, 'Promise the client something, or note the next step')
  promise(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Body({ schema: NewPromise }) body: NewPromise,
  ): Promise<TaskView> {
    return this.promises.make(viewer, id, body);
  }
}
