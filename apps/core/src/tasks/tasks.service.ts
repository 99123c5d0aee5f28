import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { CallsRepository } from '../calls/calls.repository.js';
import { CallsService } from '../calls/calls.service.js';
import { ClientNotFound } from '../clients/clients.errors.js';
import { ClientsRepository } from '../clients/clients.repository.js';
import { unsealed } from '../conversations/interaction-content.js';
import { readMomentCursor } from '../conversations/keyset.js';
import { cursorOf, pageFrom, type Page, type PageQuery } from '../http/paging.js';
import { LiveEvents } from '../realtime/live-events.js';
import type { TaskView } from './task.view.js';
import type { TasksQuery } from './tasks.controller.js';
import { TasksRepository, type TaskRow } from './tasks.repository.js';

const notePurpose = 'content/task-note';

/** What is still to be done: calls that nobody took, what was promised, who was not answered in time. Whose it is, until when, and that it is done. */
@Injectable()
export class TasksService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TasksRepository,
    private readonly cards: ClientsRepository,
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
      this.audit.record(tx, viewer, 'tasks.read', { body: { shown: Math.min(rows.length, limit) } });
      return this.pageOf(tx, viewer, rows, limit);
    });
  }

  /** The same of one card. @throws ClientNotFound */
  ofCard(viewer: Viewer, id: ClientId, { cursor, limit }: PageQuery): Promise<Page<TaskView>> {
    const after = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.cards.find(tx, viewer, id))) throw new ClientNotFound(id);
      const rows = await this.repository.ofCard(tx, id, after, limit + 1);
      this.audit.record(tx, viewer, 'tasks.read', { clientId: id, body: { shown: Math.min(rows.length, limit) } });
      return this.pageOf(tx, viewer, rows, limit);
    });
  }

  /** In a transaction of the caller who has just written it. @throws UserError `task.not-found` */
  async viewOf(tx: Tx, viewer: Viewer, id: string): Promise<TaskView> {
    const row = await this.repository.find(tx, id);
    const [view] = row ? (await this.pageOf(tx, viewer, [row], 1)).items : [];
    if (!view) throw new UserError('task.not-found', { id });
    return view;
  }

  /** Doing it twice changes nothing. @throws UserError `task.not-found`, `task.of-head`: an answer that is late is seen to by the head */
  done(viewer: Viewer, id: string, note: string | null): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const task = await this.repository.lock(tx, id);
      if (!task) throw new UserError('task.not-found', { id });
      if (task.kind === 'answer' && viewer.role === 'employee') throw new UserError('task.of-head', { id });
      if (task.done) return;
      const sealed = note === null ? null : this.masterKey.seal(Buffer.from(note, 'utf8'), notePurpose);
      await this.repository.done(tx, id, viewer.employeeId, sealed);
      const { clientId } = task;
      this.audit.record(tx, viewer, 'task.done', { clientId, subjectId: id, body: { note: note !== null } });
      this.tell(tx, clientId);
    });
  }

  /** Those who may know of it look again. */
  tell(tx: Tx, clientId: ClientId | null): void {
    const event = { event: 'task', data: {} } as const;
    tx.afterCommit(() =>
      this.live.publish(event, clientId ? { clientId } : { clientId: null, right: 'unplaced.handle' }),
    );
  }

  private async pageOf(tx: Tx, viewer: Viewer, rows: readonly TaskRow[], limit: number): Promise<Page<TaskView>> {
    const sight = await this.masking.for(tx, viewer);
    const found = await this.rows.byIds(
      tx,
      rows.flatMap(({ callId }) => callId ?? []),
    );
    const calls = new Map((await this.calls.views(tx, viewer, found)).map((call) => [call.id, call]));
    const now = Date.now();
    // A task whose call is out of sight is out of sight too: both stand under the same card.
    const shown = rows.filter(({ callId }) => callId === null || calls.has(callId));
    return pageFrom(
      shown,
      limit,
      (row): TaskView => ({
        id: row.id,
        ...{ kind: row.kind, assignee: row.assignee, madeBy: row.madeBy },
        ...{ interactionId: row.interactionId, conversationId: row.conversationId },
        client: row.client && { id: row.client.id, name: sight.text(row.client.name) },
        call: row.callId === null ? null : calls.get(row.callId)!,
        what: row.sealedWhat && sight.text(unsealed(this.masterKey, row.sealedWhat, 'text') ?? ''),
        dueAt: row.dueAt.toISOString(),
        overdue: row.dueAt.getTime() < now,
        escalatedAt: row.escalatedAt?.toISOString() ?? null,
        createdAt: row.createdAt.toISOString(),
      }),
      (row) => cursorOf(row.key, row.id),
    );
  }
}
