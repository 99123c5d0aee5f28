import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId } from '#libs/contracts';
import { sqlStateOf, UnitOfWork, type Tx } from '#libs/database';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { MessageChangesRepository } from '../../conversations/messages/message-changes.repository.js';
import { People } from '../../conversations/messages/people/people.js';
import { PeopleRepository } from '../../conversations/messages/people/people.repository.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { CardWriting } from '../card-writing.js';
import { Cards } from '../cards.js';
import { factsOf } from '../changing.service.js';
import { settled } from '../changing.js';
import type { ClientView } from '../client.view.js';
import { ClientNotFound } from '../clients.errors.js';
import { ClientsRepository, type CardRow } from '../clients.repository.js';
import { CardChanges } from '../history/card-changes.js';
import type { FieldChange } from '../history/card-changes.repository.js';
import { wordsToTake, type Take } from './merged-words.js';
import { MergesRepository, type MergeRow } from './merges.repository.js';
import { MergeWithItself } from './merging.errors.js';
import type { MergePreview, MergeView, NewMerge } from './merging.view.js';
import { MovingRepository } from './moving.repository.js';
import { keptAssignment, responsibleOf } from './responsible.js';

/** Two transactions may wait for each other's rows; PostgreSQL ends one of them, which is simply done again. */
const attempts = 3;
const deadlock = '40P01';

/** Two cards of one client become one: everything of both in one place, and on record row for row, so that it can be undone. */
@Injectable()
export class MergingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merges: MergesRepository,
    private readonly moving: MovingRepository,
    private readonly clients: ClientsRepository,
    private readonly cards: Cards,
    private readonly writing: CardWriting,
    private readonly changes: CardChanges,
    private readonly numbers: MessageChangesRepository,
    private readonly people: People,
    private readonly conversations: PeopleRepository,
    private readonly masking: Masking,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** @throws ClientNotFound, MergeWithItself */
  preview(viewer: Viewer, id: ClientId, otherId: ClientId): Promise<MergePreview> {
    if (id === otherId) return Promise.reject(new MergeWithItself());
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.clients.find(tx, viewer, id))) throw new ClientNotFound(id);
      const sight = await this.masking.for(tx, viewer);
      const other = await this.cards.view(tx, viewer, sight, otherId);
      this.audit.record(tx, viewer, 'card.read', { clientId: otherId });
      return { other, moves: await this.merges.moves(tx, otherId, id) };
    });
  }

  /** @throws ClientNotFound, MergeWithItself, and what {@link CardWriting.wanted} throws */
  async merge(
    viewer: Viewer,
    id: ClientId,
    { otherId, take }: NewMerge,
  ): Promise<{ merge: MergeView; client: ClientView }> {
    const from = otherId as ClientId;
    if (id === from) throw new MergeWithItself();
    // As the machinery: what moves must move whole, also what this viewer would not be shown. Who may is asked when the cards are locked.
    const mergeId = await this.again(() => this.uow.run((tx) => this.mergeOnce(tx, viewer, id, from, take)));
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.merges.ofCard(tx, id);
      const merge = mergeView(
        rows.find((row) => row.id === mergeId)!,
        (name) => sight.text(name),
      );
      return { merge, client: await this.cards.view(tx, viewer, sight, id) };
    });
  }

  /** The newest first. @throws ClientNotFound */
  list(viewer: Viewer, id: ClientId): Promise<MergeView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.clients.find(tx, viewer, id))) throw new ClientNotFound(id);
      const sight = await this.masking.for(tx, viewer);
      return (await this.merges.ofCard(tx, id)).map((row) => mergeView(row, (name) => sight.text(name)));
    });
  }

  /**
   * Nobody captures a message of these numbers, learns who is who or begins a conversation meanwhile; in the order of the house: numbers,
   * people, cards, conversations.
   * @returns false when one of them is not the viewer's to change
   */
  async lock(tx: Tx, viewer: Viewer, goes: ClientId, stays: ClientId): Promise<boolean> {
    await this.numbers.lockNumbers(tx, await this.moving.numbers(tx, [goes, stays]));
    await this.people.lock(tx);
    if ((await this.merges.lockCards(tx, viewer, goes, stays)) < 2) return false;
    await this.moving.lockConversations(tx, [goes, stays]);
    return true;
  }

  /** Whoever looks at either card, or at a list in which its conversations stand, is told. */
  tell(tx: Tx, cards: readonly ClientId[]): void {
    tx.afterCommit(() => {
      for (const clientId of cards) this.live.publish({ event: 'rehomed', data: { clientId } }, { clientId });
    });
  }

  async again<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (sqlStateOf(error) !== deadlock || attempt === attempts) throw error;
      }
    }
  }

  private async mergeOnce(tx: Tx, viewer: Viewer, into: ClientId, from: ClientId, take: Take): Promise<string> {
    if (!(await this.lock(tx, viewer, from, into)) || (await this.merges.isMerged(tx, [from, into])))
      throw new ClientNotFound(from);
    const [card, other] = [await this.clients.find(tx, viewer, into), await this.clients.find(tx, viewer, from)];
    const mergeId = uuidv7();
    const words = wordsToTake(card!, other!, take);
    const wanted = await this.writing.wanted(tx, card!, words);
    const { changes } = settled(factsOf(card!), wanted, new Set());
    const responsible = take['responsible'] === 'other' ? responsibleOf(card!, other!) : [];
    const taken = [...changes, ...responsible];
    await this.merges.insert(tx, {
      ...{ id: mergeId, intoId: into, fromId: from, otherName: other!.name, by: viewer.employeeId, taken },
    });
    const counts = await this.moveAll(tx, mergeId, from, into);
    await this.merges.finish(tx, mergeId, counts);
    await this.merges.goOn(tx, from, into);
    await this.writeTaken(tx, viewer, { into, other: other!, changes, reassigned: responsible.length > 0 });
    const body = { otherId: from, fields: taken.map(({ field }) => field), counts };
    this.audit.record(tx, viewer, 'card.merged', { clientId: into, subjectId: mergeId, body });
    this.audit.record(tx, viewer, 'card.merged', { clientId: from, subjectId: mergeId, body: { into } });
    this.tell(tx, [into, from]);
    return mergeId;
  }

  private async moveAll(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<Record<string, number>> {
    const pairs = await this.moving.pairs(tx, from, into);
    await this.moving.before(tx, mergeId, pairs);
    const interaction = await this.moving.interactions(tx, mergeId, from, into, pairs);
    await this.moving.strays(tx, mergeId, pairs);
    for (const pair of pairs) await this.conversations.merge(tx, pair.from, pair.into);
    await this.moving.joined(tx, mergeId);
    const conversation = await this.moving.conversations(tx, mergeId, from, into);
    await this.moving.assignments(tx, mergeId, from, into);
    const contact_point = await this.moving.contactPoints(tx, mergeId, from, into);
    const others = await this.moving.others(tx, mergeId, from, into);
    await this.moving.people(tx, mergeId, from, into);
    return { interaction, conversation, contact_point, joined: pairs.length, ...others };
  }

  private async writeTaken(
    tx: Tx,
    viewer: Viewer,
    about: { into: ClientId; other: CardRow; changes: readonly FieldChange[]; reassigned: boolean },
  ): Promise<void> {
    const { into, other, changes, reassigned } = about;
    await this.writing.write(tx, viewer, into, changes);
    if (reassigned)
      await this.clients.assign(tx, {
        assignmentId: uuidv7(),
        ...{ clientId: into, reason: 'merged', by: viewer.employeeId },
        ...keptAssignment(other),
      });
    await this.changes.record(tx, viewer, into, [{ field: 'merged', is: 'text', from: null, to: other.name }]);
  }
}

function mergeView(row: MergeRow, text: (name: string) => string): MergeView {
  return {
    id: row.id,
    ...{ clientId: row.intoId, other: { id: row.fromId, name: text(row.name) }, by: row.by },
    at: row.at.toISOString(),
    interactions: row.counts['interaction'] ?? 0,
    undoneAt: row.undoneAt?.toISOString() ?? null,
    undoable: row.undoable,
  };
}
