import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId, ContactPointId, EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { cursorOf, pageFrom, readCursor, type Page } from '../http/paging.js';
import { Notices } from '../notifications/notices.js';
import { Assignees, type Assignee } from './assignees.js';
import { assignmentView, cardListView } from './card-views.js';
import { CardWriting, type CardWords } from './card-writing.js';
import { Cards } from './cards.js';
import type { ClientsQuery } from './clients.controller.js';
import type {
  AssignmentView,
  ContactPointChange,
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
import { CardChanges } from './history/card-changes.js';

/** Cards, their contact points and who is responsible. A card that the viewer may not see is not there: `client.not-found`. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ClientsRepository,
    private readonly cards: Cards,
    private readonly contactPoints: ContactPoints,
    private readonly assignees: Assignees,
    private readonly changes: CardChanges,
    private readonly writing: CardWriting,
    private readonly masking: Masking,
    private readonly audit: Audit,
    private readonly notices: Notices,
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

  /** @throws AssigneeRefused, TeamRefused, and what `addContactPoint` and {@link CardWriting.wanted} throw */
  create(viewer: Viewer, wanted: NewClient): Promise<ClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const assignee = await this.assignees.forNewCard(tx, viewer, wanted);
      const id = await this.open(tx, viewer, wanted, assignee);
      const words = await this.writing.wanted(tx, { id, kind: wanted.kind, companyId: null }, wordsOf(wanted));
      await this.writing.write(
        tx,
        viewer,
        id,
        words.filter(({ to }) => to !== null).map((one) => ({ ...one, from: null })),
      );
      for (const point of wanted.contactPoints) await this.contactPoints.add(tx, viewer, sight, id, point);
      return this.cards.view(tx, viewer, sight, id);
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

  /** An old link leads on: of a card that went on as another one it is that one. @throws ClientNotFound */
  get(viewer: Viewer, wanted: ClientId): Promise<ClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const id = (await this.repository.goesOnAs(tx, wanted)) ?? wanted;
      const view = await this.cards.view(tx, viewer, await this.masking.for(tx, viewer), id);
      this.audit.record(tx, viewer, 'card.read', { clientId: id });
      return view;
    });
  }

  /** @throws ClientNotFound, ContactPointInvalid, ContactPointTaken, ContactPointAlreadyAdded, ContactPointOurs */
  addContactPoint(viewer: Viewer, id: ClientId, wanted: NewContactPoint): Promise<ContactPointView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, id);
      const sight = await this.masking.for(tx, viewer);
      return sight.contactPoint(await this.contactPoints.add(tx, viewer, sight, id, wanted));
    });
  }

  /** Its label, or that it is the first to be used. @throws ClientNotFound, ContactPointNotFound */
  changeContactPoint(
    viewer: Viewer,
    id: ClientId,
    pointId: ContactPointId,
    change: ContactPointChange,
  ): Promise<ContactPointView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, id);
      const sight = await this.masking.for(tx, viewer);
      return sight.contactPoint(await this.contactPoints.change(tx, viewer, id, pointId, change));
    });
  }

  /** @throws ClientNotFound, ContactPointNotFound */
  removeContactPoint(viewer: Viewer, id: ClientId, pointId: ContactPointId): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, id);
      const gone = await this.repository.removeContactPoint(tx, id, pointId);
      if (!gone) throw new ContactPointNotFound(pointId);
      await this.changes.record(tx, viewer, id, [
        { field: 'contact-point', is: gone.kind, from: gone.value, to: null },
      ]);
      this.audit.record(tx, viewer, 'contact-point.removed', { clientId: id, subjectId: pointId });
    });
  }

  /**
   * Repeating the assignment that holds changes nothing.
   * @throws ClientNotFound, AssigneeRefused, TeamRefused
   */
  assign(viewer: Viewer, id: ClientId, wanted: NewAssignment): Promise<ClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, id);
      const card = (await this.repository.find(tx, viewer, id))!;
      const to = await this.assignees.choose(tx, viewer, wanted, (card.team?.id ?? null) as Assignee['teamId']);
      if (to.employeeId !== (card.responsible?.id ?? null) || to.teamId !== (card.team?.id ?? null)) {
        const by = viewer.employeeId;
        const from = (card.responsible?.id ?? null) as EmployeeId | null;
        await this.repository.assign(tx, { ...to, assignmentId: uuidv7(), clientId: id, reason: wanted.reason, by });
        const body = { from, to: to.employeeId, teamId: to.teamId };
        this.audit.record(tx, viewer, 'card.assigned', { clientId: id, body });
        this.changes.tellOfAssignment(tx, id, from);
        if (to.employeeId !== null && to.employeeId !== from && to.employeeId !== by)
          await this.notices.tell(tx, [{ employeeId: to.employeeId, kind: 'assigned', clientId: id, by }]);
      }
      return this.cards.view(tx, viewer, await this.masking.for(tx, viewer), id);
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
}

/** What the row of a new card does not say by itself. A company's own card says nothing of a company. */
const wordsOf = ({ companyId, fields }: NewClient): CardWords => ({
  ...(companyId === null ? {} : { companyId }),
  fields,
});
