import { Injectable } from '@nestjs/common';
import type { ConversationId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import type { ContactSight } from '../../access/masking.js';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { cursorOf, pageFrom, type Page } from '../../http/paging.js';
import type { InboxQuery } from './inbox.controller.js';
import { InboxRepository, type ConversationRow } from './inbox.repository.js';
import type { ConversationView, CountersView, StartView } from './inbox.view.js';
import { ConversationNotFound } from '../answering/answering.errors.js';
import { callFactsView } from '../call-facts.js';
import { mayWrite } from '../handling/handling-rules.js';
import { unsealed } from '../interaction-content.js';
import { readMomentCursor } from '../keyset.js';

const flag = (given: 'true' | 'false' | undefined): boolean | undefined =>
  given === undefined ? undefined : given === 'true';

/** Conversations that the viewer may see, and how many there are. */
@Injectable()
export class InboxService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: InboxRepository,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
  ) {}

  list(viewer: Viewer, query: InboxQuery): Promise<Page<ConversationView>> {
    const before = readMomentCursor(query.cursor);
    const criteria = { ...query, unread: flag(query.unread) };
    return this.uow.read(
      scopeOf(viewer),
      (tx) =>
        Promise.all([
          this.masking.for(tx, viewer),
          this.repository.list(tx, viewer, criteria, before, query.limit + 1, query.sort),
        ]),
      ([sight, rows]) =>
        pageFrom(
          rows,
          query.limit,
          (row) => this.view(viewer, sight, row),
          (row) => cursorOf(row.key, row.id),
        ),
    );
  }

  /** @throws ConversationNotFound */
  get(viewer: Viewer, id: ConversationId): Promise<ConversationView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.repository.find(tx, viewer, id);
      if (!row) throw new ConversationNotFound(id);
      return this.view(viewer, await this.masking.for(tx, viewer), row);
    });
  }

  /** Nothing more is unread in it, until somebody writes again. @throws ConversationNotFound */
  seen(viewer: Viewer, id: ConversationId): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.see(tx, viewer, id))) throw new ConversationNotFound(id);
    });
  }

  /** None of them above 1,000. */
  counters(viewer: Viewer): Promise<CountersView> {
    return this.uow.read(
      scopeOf(viewer),
      (tx) => this.repository.counters(tx, viewer),
      (counters) => counters,
    );
  }

  start(viewer: Viewer): Promise<StartView> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.start(tx, viewer));
  }

  private view(viewer: Viewer, sight: ContactSight, row: ConversationRow): ConversationView {
    return {
      id: row.id,
      client: { id: row.client.id, name: sight.text(row.client.name) },
      medium: row.medium,
      channelId: row.channelId,
      subject: sight.text(row.subject),
      snippet: sight.text(unsealed(this.masterKey, row.snippet, 'snippet') ?? ''),
      lastAt: row.lastAt.toISOString(),
      lastDirection: row.lastDirection ?? 'inbound',
      lastInteractionId: row.lastInteractionId,
      lastKind: row.lastKind,
      lastCall: row.lastCall && callFactsView(row.lastCall),
      lastMessage: row.lastMessage,
      waitingSince: row.waitingSince?.toISOString() ?? null,
      responsible: row.responsible,
      assignee: row.assignee,
      state: row.state,
      answerBy: row.answerBy?.toISOString() ?? null,
      mayWrite: mayWrite(viewer, {
        ...row,
        assigneeId: row.assignee?.id ?? null,
        responsibleId: row.responsible?.id ?? null,
      }),
      snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
      wokenAt: row.wokenAt?.toISOString() ?? null,
      unread: row.unread,
      trouble: row.trouble,
    };
  }
}
