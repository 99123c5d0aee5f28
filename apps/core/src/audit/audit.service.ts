import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { cursorOf, pageFrom, readCursor, type Page } from '../http/paging.js';
import { Audit } from './audit.js';
import type { AuditQuery } from './audit.controller.js';
import { AuditRepository, type AuditRow } from './audit.repository.js';
import type { AuditEntryView } from './audit.view.js';

/** Who read and did what; looking here leaves an entry too. */
@Injectable()
export class AuditService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AuditRepository,
    private readonly audit: Audit,
  ) {}

  page(viewer: Viewer, { cursor, limit, ...filter }: AuditQuery): Promise<Page<AuditEntryView>> {
    const after = readCursor(cursor, 2);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.page(tx, filter, after, limit + 1);
      this.audit.record(tx, viewer, 'audit.read', {
        clientId: filter.clientId ?? null,
        subjectId: filter.actorId ?? null,
        body: { entries: Math.min(rows.length, limit) },
      });
      return pageFrom(rows, limit, viewOf, (row) => cursorOf(row.atExact, row.seq));
    });
  }
}

const personOf = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' });

function viewOf(row: AuditRow): AuditEntryView {
  return {
    seq: Number(row.seq),
    at: row.at.toISOString(),
    action: row.action,
    actor: personOf(row.actorId, row.actorName),
    token: personOf(row.tokenId, row.tokenName),
    viewingAs: personOf(row.viewedId, row.viewedName),
    client: personOf(row.clientId, row.clientName),
    subjectId: row.subjectId,
    body: row.body,
  };
}
