import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import type { ContactSight } from '../access/masking.js';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { cursorOf, pageFrom, type Page } from '../http/paging.js';
import type { InboxQuery } from './inbox.controller.js';
import { InboxRepository, type ConversationRow } from './inbox.repository.js';
import { callFactsView } from './call-facts.js';
import { unsealed } from './interaction-content.js';
import type { ConversationView, CountersView, StartView } from './interaction.view.js';
import { readMomentCursor } from './keyset.js';

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
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.repository.list(tx, viewer, query, before, query.limit + 1);
      return pageFrom(
        rows,
        query.limit,
        (row) => this.view(sight, row),
        (row) => cursorOf(row.key, row.id),
      );
    });
  }

  /** None of them above 1,000. */
  counters(viewer: Viewer): Promise<CountersView> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.counters(tx, viewer));
  }

  start(viewer: Viewer): Promise<StartView> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.start(tx, viewer));
  }

  private view(sight: ContactSight, row: ConversationRow): ConversationView {
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
      trouble: row.trouble,
    };
  }
}
