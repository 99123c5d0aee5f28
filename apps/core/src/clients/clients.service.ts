import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId, ContactPointId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import type { ContactSight } from '../access/masking.js';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { cursorOf, pageFrom, readCursor, type Page } from '../http/paging.js';
import { Assignees, type Assignee } from './assignees.js';
import { assignmentView, cardListView, cardView } from './card-views.js';
import type { ClientsQuery } from './clients.controller.js';
import type {
  AssignmentView,
  ClientChange,
  ClientListItem,
  ClientView,
  ContactPointView,
  NewAssignment,
  NewClient,
  NewContactPoint,
} from './client.view.js';
import { ClientNotFound, ContactPointNotFound } from './clients.errors.js';
import { ClientsRepository } from './clients.repository.js';
import { ContactPoints } from './contact-points.js';

/** Cards, their contact points and who is responsible. A card that the viewer may not see is not there: `client.not-found`. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ClientsRepository,
    private readonly contactPoints: ContactPoints,
    private readonly assignees: Assignees,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  /** By name. */
  list(viewer: Viewer, query: ClientsQuery): Promise<Page<ClientListItem>> {
    const after = readCursor(query.cursor, 2);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.repository.list(tx, viewer, query, after, query.limit + 1);
      return pageFrom(
        rows,
        query.limit,
        (row) => cardListView(sight, row),
        (row) => cursorOf(row.key, row.id),
      );
    });
  }

  /** @throws AssigneeRefused, TeamRefused, and what `addContactPoint` throws */
  create(viewer: Viewer, wanted: NewClient): Promise<ClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const assignee = await this.assignees.forNewCard(tx, viewer, wanted);
      const id = await this.open(tx, viewer, wanted, assignee);
      for (const point of wanted.contactPoints) await this.contactPoints.add(tx, viewer, sight, id, point);
      return this.view(tx, viewer, sight, id);
    });
  }

  /** A card without addresses, in a transaction of the caller: the unplaced tray makes cards too. */
  async open(
    tx: Tx,
    viewer: Viewer,
    card: Pick<NewClient, 'kind' | 'name' | 'stage'>,
    assignee: Assignee,
  ): Promise<ClientId> {
    const id = uuidv7() as ClientId;
    const { employeeId: responsibleId, teamId } = assignee;
    await this.repository.insert(tx, { ...card, id, responsibleId, teamId, createdBy: viewer.employeeId });
    await this.repository.assign(tx, {
      ...assignee,
      assignmentId: uuidv7(),
      clientId: id,
      reason: 'created',
      by: viewer.employeeId,
    });
    this.audit.record(tx, viewer, 'card.created', { clientId: id, body: { responsibleId, teamId } });
    return id;
  }

  /** @throws ClientNotFound */
  get(viewer: Viewer, id: ClientId): Promise<ClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const view = await this.view(tx, viewer, await this.masking.for(tx, viewer), id);
      this.audit.record(tx, viewer, 'card.read', { clientId: id });
      return view;
    });
  }

  /** @throws ClientNotFound */
  change(viewer: Viewer, id: ClientId, change: ClientChange): Promise<ClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.lock(tx, viewer, id);
      await this.repository.change(tx, id, change);
      this.audit.record(tx, viewer, 'card.changed', { clientId: id, body: { fields: Object.keys(change).sort() } });
      return this.view(tx, viewer, await this.masking.for(tx, viewer), id);
    });
  }

  /** @throws ClientNotFound, ContactPointInvalid, ContactPointTaken, ContactPointAlreadyAdded, ContactPointOurs */
  addContactPoint(viewer: Viewer, id: ClientId, wanted: NewContactPoint): Promise<ContactPointView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.lock(tx, viewer, id);
      const sight = await this.masking.for(tx, viewer);
      return sight.contactPoint(await this.contactPoints.add(tx, viewer, sight, id, wanted));
    });
  }

  /** @throws ClientNotFound, ContactPointNotFound */
  removeContactPoint(viewer: Viewer, id: ClientId, pointId: ContactPointId): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.lock(tx, viewer, id);
      if (!(await this.repository.removeContactPoint(tx, id, pointId))) throw new ContactPointNotFound(pointId);
      this.audit.record(tx, viewer, 'contact-point.removed', { clientId: id, subjectId: pointId });
    });
  }

  /**
   * Repeating the assignment that holds changes nothing.
   * @throws ClientNotFound, AssigneeRefused, TeamRefused
   */
  assign(viewer: Viewer, id: ClientId, wanted: NewAssignment): Promise<ClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.lock(tx, viewer, id);
      const card = (await this.repository.find(tx, viewer, id))!;
      const to = await this.assignees.choose(tx, viewer, wanted, (card.team?.id ?? null) as Assignee['teamId']);
      if (to.employeeId !== (card.responsible?.id ?? null) || to.teamId !== (card.team?.id ?? null)) {
        const by = viewer.employeeId;
        await this.repository.assign(tx, { ...to, assignmentId: uuidv7(), clientId: id, reason: wanted.reason, by });
        const body = { from: card.responsible?.id ?? null, to: to.employeeId, teamId: to.teamId };
        this.audit.record(tx, viewer, 'card.assigned', { clientId: id, body });
      }
      return this.view(tx, viewer, await this.masking.for(tx, viewer), id);
    });
  }

  /** The newest first. @throws ClientNotFound */
  assignments(viewer: Viewer, id: ClientId): Promise<AssignmentView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.find(tx, viewer, id))) throw new ClientNotFound(id);
      this.audit.record(tx, viewer, 'card.assignments-read', { clientId: id });
      return (await this.repository.assignments(tx, id)).map(assignmentView);
    });
  }

  private async view(tx: Tx, viewer: Viewer, sight: ContactSight, id: ClientId): Promise<ClientView> {
    const card = await this.repository.find(tx, viewer, id);
    if (!card) throw new ClientNotFound(id);
    const points = await this.repository.contactPoints(tx, id);
    return cardView(sight, card, points, await this.repository.activity(tx, id));
  }

  private async lock(tx: Tx, viewer: Viewer, id: ClientId): Promise<void> {
    if (!(await this.repository.lock(tx, viewer, id))) throw new ClientNotFound(id);
  }
}
