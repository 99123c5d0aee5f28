import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { Viewer } from '../../access/viewer.js';
import type { Page } from '../../http/paging.js';
import type { TaskView } from './task.view.js';
import type { TasksQuery } from './tasks.controller.js';

@Injectable()
export class TasksService {
  page(_viewer: Viewer, _query: TasksQuery): Promise<Page<TaskView>> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  done(_viewer: Viewer, _id: string, _note: string | null): Promise<void> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
