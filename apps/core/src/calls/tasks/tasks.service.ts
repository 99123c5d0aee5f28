import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { readMomentCursor } from '../../conversations/keyset.js';
import { cursorOf, pageFrom, type Page } from '../../http/paging.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { CallsRepository } from '../calls.repository.js';
import { CallsService } from '../calls.service.js';
import type { TaskView } from './task.view.js';
import type { TasksQuery } from './tasks.controller.js';
import { TasksRepository } from './tasks.repository.js';

const notePurpose = 'content/task-note';

/** Calls that nobody took: whose they are, until when, and that they are done. */
@Injectable()
export class TasksService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TasksRepository,
    private readonly rows: CallsRepository,
    private readonly calls: CallsService,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** The most urgent first. */
  page(viewer: Viewer, { view, cursor, limit }: TasksQuery): Promise<Page<TaskView>> {
    const after = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.page(tx, viewer, view, after, limit + 1);
      const sight = await this.masking.for(tx, viewer);
      const found = await this.rows.byIds(
        tx,
        rows.map((row) => row.callId),
      );
      const calls = new Map((await this.calls.views(tx, viewer, found)).map((call) => [call.id, call]));
      const now = Date.now();
      this.audit.record(tx, viewer, 'tasks.read', { body: { shown: Math.min(rows.length, limit) } });
      // A task whose call is out of sight is out of sight too: both stand under the same card.
      const shown = rows.filter((row) => calls.has(row.callId));
      return pageFrom(
        shown,
        limit,
        (row): TaskView => ({
          ...{ id: row.id, kind: row.kind, assignee: row.assignee },
          client: row.client && { id: row.client.id, name: sight.text(row.client.name) },
          call: calls.get(row.callId)!,
          dueAt: row.dueAt.toISOString(),
          overdue: row.dueAt.getTime() < now,
          escalatedAt: row.escalatedAt?.toISOString() ?? null,
          createdAt: row.createdAt.toISOString(),
        }),
        (row) => cursorOf(row.key, row.id),
      );
    });
  }

  /** Doing it twice changes nothing. @throws UserError `task.not-found` */
  done(viewer: Viewer, id: string, note: string | null): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const task = await this.repository.lock(tx, id);
      if (!task) throw new UserError('task.not-found', { id });
      if (task.done) return;
      const sealed = note === null ? null : this.masterKey.seal(Buffer.from(note, 'utf8'), notePurpose);
      await this.repository.done(tx, id, viewer.employeeId, sealed);
      const { clientId } = task;
      this.audit.record(tx, viewer, 'task.done', { clientId, subjectId: id, body: { note: note !== null } });
      const event = { event: 'task', data: {} } as const;
      tx.afterCommit(() =>
        this.live.publish(event, clientId ? { clientId } : { clientId: null, right: 'unplaced.handle' }),
      );
    });
  }
}
