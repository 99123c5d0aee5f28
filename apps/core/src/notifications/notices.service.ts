import { Injectable } from '@nestjs/common';
import type { ConversationId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import type { ContactSight } from '../access/masking.js';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { Showings } from '../audit/showings.js';
import { readMomentCursor } from '../conversations/keyset.js';
import { cursorOf, pageFrom, type Page } from '../http/paging.js';
import type { NoticeView, ReadNotices, UnreadView } from './notice.view.js';
import type { NoticesQuery } from './notices.controller.js';
import { NoticesRepository, type ShownNotice } from './notices.repository.js';
import { Notices } from './notices.js';

/** What somebody was told, as far as they may still see it. */
@Injectable()
export class NoticesService {
  private readonly showings = new Showings();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: NoticesRepository,
    private readonly notices: Notices,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  page(viewer: Viewer, { cursor, limit, unread }: NoticesQuery): Promise<Page<NoticeView>> {
    const before = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.repository.page(tx, viewer, unread === 'true', before, limit + 1);
      const shown = Math.min(rows.length, limit);
      if (before !== null || this.showings.begins(viewer.employeeId, 'notices'))
        this.audit.record(tx, viewer, 'notices.read', { body: { shown } });
      return pageFrom(
        rows,
        limit,
        (row) => viewOf(sight, row),
        (row) => cursorOf(row.key, row.id),
      );
    });
  }

  unread(viewer: Viewer): Promise<UnreadView> {
    return this.uow.as(scopeOf(viewer), async (tx) => ({ unread: await this.repository.unread(tx, viewer) }));
  }

  /** Reading twice changes nothing; what is somebody else's is left alone. */
  read(viewer: Viewer, which: ReadNotices): Promise<UnreadView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      this.afterReading(tx, viewer, await this.repository.read(tx, viewer.employeeId, which));
      return { unread: await this.repository.unread(tx, viewer) };
    });
  }

  /** In a transaction of whoever notes that these were looked at. */
  async lookedAt(tx: Tx, viewer: Viewer, conversations: readonly ConversationId[]): Promise<void> {
    this.afterReading(tx, viewer, await this.repository.readOf(tx, viewer.employeeId, conversations));
  }

  private afterReading(tx: Tx, viewer: Viewer, read: number): void {
    if (read > 0) tx.afterCommit(() => this.notices.tellPages(new Set([viewer.employeeId]), 'read'));
  }
}

function viewOf(sight: ContactSight, row: ShownNotice): NoticeView {
  const { id, kind, times, conversationId, interactionId, taskId, callId, alert, by, details, sounds } = row;
  return {
    id,
    ...{ kind, times, conversationId, interactionId, taskId, callId, alert, by, details, sounds },
    at: row.at.toISOString(),
    client: row.client && { id: row.client.id, name: sight.text(row.client.name) },
    subject: sight.text(row.subject),
    readAt: row.readAt?.toISOString() ?? null,
  };
}
