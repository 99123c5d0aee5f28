import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { TaskDone, TaskView } from './task.view.js';
import { TasksService } from './tasks.service.js';

const TasksQuery = PageQuery.extend({ view: z.enum(['mine', 'team', 'all']).default('mine') });
export type TasksQuery = z.infer<typeof TasksQuery>;

@ApiTags('tasks')
@Controller('tasks')
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Get()
  @Access('tasks.read')
  @Returns(200, pageOf(TaskView), 'What is still to be done, the most urgent first')
  list(@CurrentViewer() viewer: Viewer, @Query({ schema: TasksQuery }) query: TasksQuery): Promise<Page<TaskView>> {
    return this.tasks.page(viewer, query);
  }

  @Post(':id/done')
  @HttpCode(204)
  @Access('tasks.read')
  @Returns(204, null, 'It is done')
  async done(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: TaskDone }) body: TaskDone,
  ): Promise<void> {
    await this.tasks.done(viewer, id, body.note ?? null);
  }
}
