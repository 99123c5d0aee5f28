import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, InteractionId, LetterHeader } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { Assignees } from '../../clients/assignees.js';
import { ClientNotFound } from '../../clients/clients.errors.js';
import { ClientsRepository } from '../../clients/clients.repository.js';
import { ClientsService } from '../../clients/clients.service.js';
import { findEmail } from '../../clients/contact-point.js';
import { ContactPoints, type NewPoint } from '../../clients/contact-points.js';
import { cursorOf, pageFrom, type Page } from '../../http/paging.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { InteractionNotFound } from '../conversations.errors.js';
import type { PlacedView, Placement, UnplacedView } from '../interaction.view.js';
import { Quarantine } from '../attachments/quarantine.js';
import { InteractionViews } from '../interaction-views.js';
import { MessageChangesRepository } from '../messages/message-changes.repository.js';
import type { MessageHeader } from '../messages/message-header.js';
import { People } from '../messages/people/people.js';
import type { Person } from '../messages/people/unite.js';
import { readMomentCursor } from '../keyset.js';
import { TimelineRepository, type InteractionRow } from '../timeline.repository.js';
import type { UnplacedQuery } from './unplaced.controller.js';
import { UnplacedRepository, type Clue } from './unplaced.repository.js';

/** So many ids stand in one journal entry. */
const idsInEntry = 500;

/** Captured, but on no card yet; for owner and managers. */
@Injectable()
export class UnplacedService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: UnplacedRepository,
    private readonly timeline: TimelineRepository,
    private readonly clients: ClientsService,
    private readonly cards: ClientsRepository,
    private readonly contactPoints: ContactPoints,
    private readonly assignees: Assignees,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
    private readonly people: People,
    private readonly messages: MessageChangesRepository,
    private readonly quarantine: Quarantine,
  ) {}

  /** What was captured last comes first. */
  list(viewer: Viewer, { cursor, limit, of = 'tray' }: UnplacedQuery): Promise<Page<UnplacedView>> {
    const before = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.timeline.unplaced(tx, of, before, limit + 1);
      const clues = rows.slice(0, limit).map((row) => clueOf(row));
      const suggestions = await this.repository.suggestions(tx, clues);
      const counts = await this.repository.countOf(tx, [...new Set(clues.map((clue) => clue.counterpart))]);
      const views = new InteractionViews(this.masterKey, viewer, sight, this.quarantine, []);
      this.audit.record(tx, viewer, 'unplaced.read', { body: { shown: clues.length } });
      const view = (row: InteractionRow): UnplacedView => ({
        ...views.view({ ...row, deliveries: null }),
        suggestions: suggestions
          .filter((one) => one.interactionId === row.id)
          .map(({ client, because }) => ({ client: { id: client.id, name: sight.text(client.name) }, because })),
        sameSender: Math.max(0, (counts.get(clueOf(row).counterpart) ?? 1) - 1),
      });
      return pageFrom(rows, limit, view, (row) => cursorOf(row.key, row.id));
    });
  }

  /**
   * Placing a thing again on the card where it lies changes nothing.
   * @throws InteractionNotFound, ClientNotFound, AssigneeRefused, UserError `unplaced.already-placed`, `unplaced.group-kept`
   */
  place(viewer: Viewer, id: InteractionId, placement: Placement): Promise<PlacedView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.timeline.find(tx, viewer, id);
      if (!row) throw new InteractionNotFound(id);
      const writer = await this.writerOf(tx, row);
      if (writer !== null) await this.lockRoadsOf(tx, row, writer);
      const now = await this.repository.lock(tx, id);
      if (now === null || now.clientId !== null) {
        if (now && 'clientId' in placement && now.clientId === placement.clientId)
          return { clientId: placement.clientId, placed: 0 };
        throw new UserError('unplaced.already-placed', { id });
      }
      if (row.flags.includes('group-kept')) throw new UserError('unplaced.group-kept', { id });
      const clientId = await this.cardFor(tx, viewer, placement);
      const clue = clueOf(row);
      const placed = await this.repository.place(tx, id, clue.counterpart || null, clientId);
      const sight = await this.masking.for(tx, viewer);
      if (writer !== null) placed.push(...(await this.people.take(tx, clientId, writer)));
      const point = writer === null ? pointOf(row.kind, clue) : ({ kind: 'whatsapp', value: writer.id } as const);
      const remembered = placement.remember && (await this.contactPoints.remember(tx, viewer, sight, clientId, point));
      for (let n = 0; n < placed.length; n += idsInEntry) {
        const body = { interactionIds: placed.slice(n, n + idsInEntry), remembered, newCard: 'newClient' in placement };
        this.audit.record(tx, viewer, 'unplaced.placed', { clientId, subjectId: id, body });
      }
      const { conversationId, direction } = row;
      const data = { clientId, conversationId, interactionId: id, direction };
      tx.afterCommit(() => {
        this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' });
        this.live.publish({ event: 'interaction', data }, { clientId });
      });
      return { clientId, placed: placed.length };
    });
  }

  /** What the provider took for spam and is none, or the other way round. @throws InteractionNotFound, UserError `unplaced.already-placed` */
  judge(viewer: Viewer, id: InteractionId, spam: boolean): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.timeline.find(tx, viewer, id);
      if (!row) throw new InteractionNotFound(id);
      const now = await this.repository.lock(tx, id);
      if (now === null || now.clientId !== null) throw new UserError('unplaced.already-placed', { id });
      await this.repository.judge(tx, id, spam);
      this.audit.record(tx, viewer, 'unplaced.judged', { subjectId: id, body: { spam } });
      tx.afterCommit(() =>
        this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' }),
      );
    });
  }

  /** Of a chat message: with all their ids, so that what they wrote under another one comes along. */
  private async writerOf(tx: Tx, { header }: InteractionRow): Promise<Person | null> {
    const { message } = header as Partial<MessageHeader>;
    return message === undefined ? null : this.people.find(tx, message.author ?? message.chatId);
  }

  /**
   * Otherwise a message that is captured meanwhile would go on in a conversation that is just placed, or that ends in another one. Before any
   * row is locked, as everybody else does.
   */
  private async lockRoadsOf(tx: Tx, { channelId }: InteractionRow, writer: Person): Promise<void> {
    const channels = await this.people.channelsOf(tx, writer);
    await this.messages.lockNumbers(tx, channelId === null ? channels : [...channels, channelId as ChannelId]);
    await this.people.lock(tx);
  }

  private async cardFor(tx: Tx, viewer: Viewer, placement: Placement): Promise<ClientId> {
    if ('clientId' in placement) {
      const id = placement.clientId as ClientId;
      if (!(await this.cards.lock(tx, viewer, id))) throw new ClientNotFound(id);
      return id;
    }
    const { kind, name, responsibleId } = placement.newClient;
    const assignee = await this.assignees.forNewCard(tx, viewer, { responsibleId, teamId: null });
    return this.clients.open(tx, viewer, { kind, name, stage: 'prospecting' }, assignee);
  }
}

/** Of one of ours (out of a Sent folder) the client is the recipient. */
function clueOf(row: InteractionRow): Clue {
  const header: Partial<LetterHeader> = row.header;
  const person = (row.direction === 'outbound' ? header.to : header.from)?.[0] ?? { name: '', address: '' };
  return {
    interactionId: row.id,
    counterpart: person.address.toLowerCase(),
    email: findEmail(person.address),
    name: person.name,
    messageIds: [...(header.inReplyTo ?? []), ...(header.references ?? [])].slice(-10),
  };
}

/** The address by which the next one from there finds its card. */
function pointOf(kind: InteractionRow['kind'], { email, counterpart }: Clue): NewPoint | null {
  if (kind === 'call' || kind === 'voicemail')
    return /^\+\d+$/.test(counterpart) ? { kind: 'phone', value: counterpart } : null;
  return email === null ? null : { kind: 'email', value: email };
}
