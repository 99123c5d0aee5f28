import { Injectable } from '@nestjs/common';
import type { CallId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { readMomentCursor } from '../conversations/keyset.js';
import { cursorOf, pageFrom, type Page } from '../http/paging.js';
import { LiveEvents } from '../realtime/live-events.js';
import { PolicyRepository } from '../telephony/policy/policy.repository.js';
import { callAudience } from './call-audience.js';
import { checkForm, sealForm } from './call-form.js';
import { CallViews, isMine, took } from './call-views.js';
import type { CallForm, CallView } from './call.view.js';
import { CallNotFound, NotInTheCall } from './calls.errors.js';
import type { CallsQuery } from './calls.controller.js';
import { CallsRepository, type CallRow } from './calls.repository.js';

/** Calls as people see them: live and over. What is opened is on record, as with letters. */
@Injectable()
export class CallsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CallsRepository,
    private readonly policy: PolicyRepository,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
    private readonly events: LiveEvents,
  ) {}

  live(viewer: Viewer): Promise<CallView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => this.views(tx, viewer, await this.repository.live(tx, viewer)));
  }

  /** The newest first. */
  page(viewer: Viewer, { cursor, limit, ...filter }: CallsQuery): Promise<Page<CallView>> {
    const before = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.page(tx, viewer, filter, before, limit + 1);
      const views = new Map((await this.views(tx, viewer, rows)).map((view) => [view.id, view]));
      const clientId = filter.clientId ?? null;
      this.audit.record(tx, viewer, 'calls.read', { clientId, body: { shown: Math.min(rows.length, limit) } });
      return pageFrom(
        rows,
        limit,
        (row) => views.get(row.id)!,
        (row) => cursorOf(row.key, row.id),
      );
    });
  }

  /** @throws CallNotFound */
  get(viewer: Viewer, id: CallId): Promise<CallView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.row(tx, id);
      // Whoever is in it looks at each of its changes; that they were in it is on record with the call.
      if (row.phase === 'ended' || !isMine(viewer, row))
        this.audit.record(tx, viewer, 'call.read', { clientId: row.clientId, subjectId: id });
      return (await this.views(tx, viewer, [row]))[0]!;
    });
  }

  /** In a transaction of the caller, who stands under the viewer's scope. @throws CallNotFound */
  async viewOf(tx: Tx, viewer: Viewer, id: CallId): Promise<CallView> {
    return (await this.views(tx, viewer, [await this.row(tx, id)]))[0]!;
  }

  /** In the order of the rows. */
  async views(tx: Tx, viewer: Viewer, rows: readonly CallRow[]): Promise<CallView[]> {
    const foreign = rows.filter((row) => row.clientId !== null && row.client === null).map((row) => row.id);
    const strangers = await this.repository.strangers(tx, foreign);
    const views = new CallViews(this.masterKey, viewer, await this.masking.for(tx, viewer), strangers);
    return rows.map((row) => views.view(row));
  }

  /** By whoever took the call. @throws CallNotFound, NotInTheCall, UserError `call.form-invalid` */
  fillIn(viewer: Viewer, id: CallId, { values }: CallForm): Promise<CallView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.row(tx, id);
      if (!took(viewer, row)) throw new NotInTheCall();
      checkForm((await this.policy.get(tx)).formFields, values);
      await this.repository.fillIn(tx, id, sealForm(this.masterKey, values));
      const body = { fields: Object.keys(values).sort() };
      this.audit.record(tx, viewer, 'call.form-filled', { clientId: row.clientId, subjectId: id, body });
      tx.afterCommit(() => this.events.publish(...callAudience(row)));
      return this.viewOf(tx, viewer, id);
    });
  }

  private async row(tx: Tx, id: CallId): Promise<CallRow> {
    const row = await this.repository.find(tx, id);
    if (!row) throw new CallNotFound(id);
    return row;
  }
}
