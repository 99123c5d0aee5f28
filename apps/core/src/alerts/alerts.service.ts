import { Injectable } from '@nestjs/common';
import type { AlertId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import type { ContactSight } from '../access/masking.js';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { readMomentCursor } from '../conversations/keyset.js';
import { cursorOf, pageFrom, type Page } from '../http/paging.js';
import type { AlertView } from './alert.view.js';
import type { AlertsQuery } from './alerts.controller.js';
import { AlertsRepository, type AlertRow } from './alerts.repository.js';

/** What somebody must look at, as those see it whose business it is. */
@Injectable()
export class AlertsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AlertsRepository,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  page(viewer: Viewer, { cursor, limit, open }: AlertsQuery): Promise<Page<AlertView>> {
    const before = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const wanted = open === undefined ? null : open === 'true';
      const rows = await this.repository.page(tx, viewer, wanted, before, limit + 1);
      return pageFrom(
        rows,
        limit,
        (row) => viewOf(sight, row),
        (row) => cursorOf(row.key, row.id),
      );
    });
  }

  /** Whoever comes second changes nothing. @throws UserError `alert.not-found` */
  acknowledge(viewer: Viewer, id: AlertId): Promise<AlertView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.get(tx, viewer, id);
      if (await this.repository.acknowledge(tx, id, viewer.employeeId))
        this.audit.record(tx, viewer, 'alert.acknowledged', { subjectId: id });
      return viewOf(await this.masking.for(tx, viewer), await this.get(tx, viewer, id));
    });
  }

  private async get(tx: Tx, viewer: Viewer, id: AlertId): Promise<AlertRow> {
    const row = await this.repository.find(tx, viewer, id);
    if (!row) throw new UserError('alert.not-found', { id });
    return row;
  }
}

function viewOf(sight: ContactSight, row: AlertRow): AlertView {
  return {
    id: row.id,
    code: row.code,
    severity: row.severity,
    at: row.at.toISOString(),
    callId: row.callId,
    call: row.call && { ...row.call, startedAt: new Date(row.call.startedAt).toISOString() },
    client: row.client && { id: row.client.id, name: sight.text(row.client.name) },
    employee: row.employee,
    details: Object.fromEntries(
      Object.entries(row.details).map(([name, value]) => [name, typeof value === 'string' ? sight.text(value) : value]),
    ),
    acknowledgedBy: row.acknowledgedBy,
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
  };
}
