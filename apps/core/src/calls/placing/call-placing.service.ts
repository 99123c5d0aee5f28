import { Injectable } from '@nestjs/common';
import type { CallId, ClientId, InteractionId, PhoneNumber } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { Assignees } from '../../clients/assignees.js';
import { AssigneeRefused, ClientNotFound } from '../../clients/clients.errors.js';
import { ClientsRepository } from '../../clients/clients.repository.js';
import { ClientsService } from '../../clients/clients.service.js';
import { ContactPoints } from '../../clients/contact-points.js';
import { publicDomains } from '../../clients/duplicates/public-domains.js';
import { UnplacedRepository } from '../../conversations/unplaced/unplaced.repository.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { callAudience } from '../call-audience.js';
import { mayPlace } from '../call-views.js';
import type { CallMatchView, CallPlacement, CallView } from '../call.view.js';
import { CallNotFound, NotInTheCall } from '../calls.errors.js';
import { CallsRepository, type CallRow } from '../calls.repository.js';
import { CallsService } from '../calls.service.js';
import { CallMatchesRepository } from './call-matches.repository.js';

/** A number that no card has becomes somebody's, in one step, by whoever took the call. */
@Injectable()
export class CallPlacingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly rows: CallsRepository,
    private readonly matching: CallMatchesRepository,
    private readonly unplaced: UnplacedRepository,
    private readonly calls: CallsService,
    private readonly clients: ClientsService,
    private readonly cards: ClientsRepository,
    private readonly contactPoints: ContactPoints,
    private readonly assignees: Assignees,
    private readonly masking: Masking,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** Only cards that the viewer may see. @throws CallNotFound, NotInTheCall */
  matches(viewer: Viewer, id: CallId): Promise<CallMatchView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.row(tx, viewer, id);
      if (row.counterpart === null || !/^\+\d+$/.test(row.counterpart)) return [];
      const found = await this.matching.find(tx, row.counterpart as PhoneNumber, publicDomains);
      const sight = await this.masking.for(tx, viewer);
      this.audit.record(tx, viewer, 'call.matches-read', { subjectId: id, body: { shown: found.length } });
      return found.map(({ client, because }) => ({
        client: { id: client.id, name: sight.text(client.name) },
        because,
      }));
    });
  }

  /**
   * The number is remembered, and this call, its interaction and whatever else came from there lie on the card from now on.
   * A new card belongs to whoever took the call. Placing again where it lies changes nothing.
   * @throws CallNotFound, NotInTheCall, ClientNotFound, AssigneeRefused, UserError `call.already-placed`
   */
  async place(viewer: Viewer, id: CallId, placement: CallPlacement): Promise<CallView> {
    const row = await this.uow.as(scopeOf(viewer), (tx) => this.row(tx, viewer, id, placement));
    // Of the machinery: whoever took a call may place what they could not see in the tray. The card is asked of the viewer.
    await this.uow.run(async (tx) => {
      const now = await this.matching.lock(tx, id);
      if (now === null) throw new CallNotFound(id);
      if (now.clientId !== null) {
        if ('clientId' in placement && placement.clientId === now.clientId) return;
        throw new UserError('call.already-placed', { id });
      }
      const clientId = await this.cardFor(tx, viewer, placement, now.takenBy);
      const { counterpart } = now;
      const number = counterpart !== null && /^\+\d+$/.test(counterpart) ? counterpart : null;
      const stray = now.interactionId ?? (counterpart && (await this.matching.strays(tx, counterpart))?.id);
      const placed = stray ? await this.unplaced.place(tx, stray as InteractionId, counterpart, clientId) : [];
      await this.matching.placeAlone(tx, id, clientId);
      const sight = await this.masking.for(tx, viewer);
      const point = number === null ? null : ({ kind: 'phone', value: number } as const);
      const remembered = await this.contactPoints.remember(tx, viewer, sight, clientId, point);
      const body = { interactionIds: placed, remembered, newCard: 'newClient' in placement };
      this.audit.record(tx, viewer, 'call.placed-on-card', { clientId, subjectId: id, body });
      tx.afterCommit(() => this.tell(row, clientId, placed));
    });
    return this.uow.as(scopeOf(viewer), (tx) => this.calls.viewOf(tx, viewer, id));
  }

  private async cardFor(tx: Tx, viewer: Viewer, placement: CallPlacement, takenBy: string | null): Promise<ClientId> {
    if ('clientId' in placement) {
      const clientId = placement.clientId as ClientId;
      if (!(await this.cards.lock(tx, viewer, clientId))) throw new ClientNotFound(clientId);
      return clientId;
    }
    const assignee = await this.assignees
      .forNewCard(tx, viewer, { responsibleId: takenBy, teamId: null })
      // Whoever took it works in another team, or here no more: then it is whoever looks after it now.
      .catch((error: unknown) => {
        if (!(error instanceof AssigneeRefused)) throw error;
        return this.assignees.forNewCard(tx, viewer, { responsibleId: viewer.employeeId, teamId: null });
      });
    return this.clients.open(tx, viewer, { ...placement.newClient, stage: 'prospecting' }, assignee);
  }

  private tell(row: CallRow, clientId: ClientId, placed: readonly InteractionId[]): void {
    const { conversationId, direction } = row;
    this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' });
    this.live.publish(...callAudience({ ...row, clientId }));
    for (const interactionId of placed.slice(0, 1)) {
      const data = { clientId, conversationId: conversationId as never, interactionId, direction };
      this.live.publish({ event: 'interaction', data }, { clientId });
    }
  }

  private async row(tx: Tx, viewer: Viewer, id: CallId, placement?: CallPlacement): Promise<CallRow> {
    const row = await this.rows.find(tx, id);
    if (!row) throw new CallNotFound(id);
    const again = placement && 'clientId' in placement && row.clientId === placement.clientId;
    if (row.clientId !== null && !again) throw new UserError('call.already-placed', { id });
    if (!again && !mayPlace(viewer, row)) throw new NotInTheCall();
    return row;
  }
}
