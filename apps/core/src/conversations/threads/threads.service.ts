import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId, ConversationId, InteractionId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { baseSubject } from '#libs/letters';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { ClientNotFound } from '../../clients/clients.errors.js';
import { findEmail } from '../../clients/contact-point.js';
import { ConversationNotFound } from '../answering/answering.errors.js';
import { newConversationToken } from '../conversation-token.js';
import { RehomingRepository } from './rehoming.repository.js';
import { RetellingRepository } from './retelling.repository.js';
import { ThreadNews } from './thread-news.js';
import { ThreadRights } from './thread-rights.js';
import {
  ThreadAnswerWaits,
  ThreadEntryNotFound,
  ThreadNothingLeft,
  ThreadNotMail,
  ThreadThereAlready,
} from './threads.errors.js';
import { ThreadsRepository, type ChangeRow, type NewChange, type ThreadRow } from './threads.repository.js';
import type { ThreadChanged, ThreadChangeView, ThreadView } from './threads.view.js';

type Mail = ThreadRow & { readonly clientId: ClientId };

const auditActions = { merge: 'conversation.merged', split: 'conversation.split', move: 'conversation.moved' } as const;

/**
 * What capture put into one conversation by the headers of letters, a person puts right: two become one, one becomes two, or it stands on
 * another card. Later letters follow, for what they answer lies in the new place. Everything is written down and can be undone.
 */
@Injectable()
export class ThreadsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ThreadsRepository,
    private readonly rehoming: RehomingRepository,
    private readonly retelling: RetellingRepository,
    private readonly rights: ThreadRights,
    private readonly masking: Masking,
    private readonly news: ThreadNews,
    private readonly audit: Audit,
  ) {}

  /** @throws ConversationNotFound, ThreadNotMail, ThreadEntryNotFound */
  view(viewer: Viewer, id: ConversationId, from: InteractionId | null): Promise<ThreadView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const one = asMail(await this.repository.look(tx, viewer, id), id);
      const sight = await this.masking.for(tx, viewer);
      const entries = await this.repository.entries(tx, id, from);
      if (from !== null && entries.from === 0) throw new ThreadEntryNotFound(from);
      const others = await this.repository.others(tx, one.clientId, id);
      const text = (subject: string) => sight.text(subject);
      return {
        id,
        ...{ clientId: one.clientId, subject: text(one.subject), entries: entries.all, entriesFrom: entries.from },
        others: others.map(({ subject, lastAt, ...other }) => ({
          ...{ ...other, subject: text(subject), lastAt: lastAt.toISOString() },
        })),
        changes: (await this.repository.changes(tx, id)).map((change) => changeView(change, text)),
      };
    });
  }

  /** @throws ConversationNotFound, ConversationNotYours, ThreadNotMail, ThreadThereAlready */
  async merge(viewer: Viewer, id: ConversationId, intoId: ConversationId): Promise<ThreadChanged> {
    if (id === intoId) throw new ThreadThereAlready();
    await this.rights.check(viewer, [id, intoId]);
    return this.news.again(() =>
      this.uow.run(async (tx) => {
        const { from, into } = await this.locked(tx, id, intoId);
        if (from.clientId !== into!.clientId) throw new ConversationNotFound(intoId);
        const changeId = await this.write(tx, viewer, 'merge', from, { id: intoId, row: into!.row }, from.clientId);
        const entries = await this.rehoming.move(tx, changeId, id, place(into!), { all: true });
        await this.rehoming.goOn(tx, id, intoId);
        await this.retelling.retell(tx, [{ id: intoId, waits: from.waits || into!.waits }]);
        return this.done(
          tx,
          viewer,
          'merge',
          { changeId, conversationId: intoId, clientId: from.clientId, entries },
          from,
        );
      }),
    );
  }

  /** @throws ConversationNotFound, ConversationNotYours, ThreadNotMail, ThreadEntryNotFound, ThreadNothingLeft */
  async split(viewer: Viewer, id: ConversationId, entry: InteractionId): Promise<ThreadChanged> {
    await this.rights.check(viewer, [id]);
    return this.news.again(() =>
      this.uow.run(async (tx) => {
        const { from } = await this.locked(tx, id);
        const [first] = await this.rehoming.known(tx, id, [entry]);
        if (!first) throw new ThreadEntryNotFound(entry);
        const counted = await this.repository.entries(tx, id, entry);
        if (counted.from === counted.all) throw new ThreadNothingLeft();
        const anew = await this.begin(tx, from, from.clientId, first.subject);
        const changeId = await this.write(tx, viewer, 'split', from, { id: anew, row: null }, from.clientId);
        const to = { conversationId: anew, clientId: from.clientId };
        const entries = await this.rehoming.move(tx, changeId, id, to, { from: entry });
        await this.retelling.retell(
          tx,
          [id, anew].map((each) => ({ id: each, waits: from.waits })),
        );
        return this.done(tx, viewer, 'split', { changeId, ...to, entries }, from);
      }),
    );
  }

  /**
   * Onto another card, all of it or some entries. Being shown a card for a while is not enough.
   * @param only null: all of it
   * @throws ClientNotFound, ConversationNotFound, ConversationNotYours, ThreadNotMail, ThreadThereAlready, ThreadAnswerWaits, ThreadEntryNotFound
   */
  async move(
    viewer: Viewer,
    id: ConversationId,
    clientId: ClientId,
    only: readonly InteractionId[] | null,
  ): Promise<ThreadChanged> {
    await this.rights.check(viewer, [id]);
    return this.news.again(() =>
      this.uow.run(async (tx) => {
        const before = await this.rehoming.cardOf(tx, id);
        if (before === clientId) throw new ThreadThereAlready();
        if (before === null) throw new ConversationNotFound(id);
        // As the machinery, so who may is asked here: both cards must be the viewer's own, or their team's.
        if ((await this.repository.lockCards(tx, viewer, [before, clientId])) < 2) throw new ClientNotFound(clientId);
        const from = asMail((await this.repository.lock(tx, [id])).get(id), id);
        if (from.clientId !== before) throw new ConversationNotFound(id);
        return only === null
          ? this.moveWhole(tx, viewer, from, clientId)
          : this.moveSome(tx, viewer, from, clientId, [...new Set(only)]);
      }),
    );
  }

  private async moveWhole(tx: Tx, viewer: Viewer, from: Mail, clientId: ClientId): Promise<ThreadChanged> {
    const { id } = from;
    if (await this.repository.answerWaits(tx, id)) throw new ThreadAnswerWaits();
    const changeId = await this.write(tx, viewer, 'move', from, { id, row: null }, clientId);
    const entries = await this.rehoming.move(tx, changeId, id, { conversationId: id, clientId }, { all: true });
    await this.rehoming.toCard(tx, id, clientId);
    await this.rehoming.alongEntries(tx, id, from.clientId, clientId);
    await this.invite(tx, id);
    return this.done(tx, viewer, 'move', { changeId, conversationId: id, clientId, entries }, from);
  }

  private async moveSome(
    tx: Tx,
    viewer: Viewer,
    from: Mail,
    clientId: ClientId,
    only: readonly InteractionId[],
  ): Promise<ThreadChanged> {
    const known = await this.rehoming.known(tx, from.id, only);
    const missing = only.find((entry) => !known.some(({ id }) => id === entry));
    if (missing !== undefined) throw new ThreadEntryNotFound(missing);
    if ((await this.repository.entries(tx, from.id, null)).all === only.length)
      return this.moveWhole(tx, viewer, from, clientId);
    const anew = await this.begin(tx, from, clientId, known[0]!.subject);
    const changeId = await this.write(tx, viewer, 'move', from, { id: anew, row: null }, clientId);
    const to = { conversationId: anew, clientId };
    const entries = await this.rehoming.move(tx, changeId, from.id, to, { only });
    await this.rehoming.alongEntries(tx, anew, from.clientId, clientId);
    await this.invite(tx, anew);
    await this.retelling.retell(
      tx,
      [from.id, anew].map((id) => ({ id, waits: from.waits })),
    );
    return this.done(tx, viewer, 'move', { changeId, ...to, entries }, from);
  }

  /** Card first, then conversations, as everybody does. */
  private async locked(
    tx: Tx,
    id: ConversationId,
    otherId?: ConversationId,
  ): Promise<{ from: Mail; into: Mail | null }> {
    const card = await this.rehoming.cardOf(tx, id);
    if (card === null || (await this.repository.lockCards(tx, null, [card])) < 1) throw new ConversationNotFound(id);
    const rows = await this.repository.lock(tx, otherId === undefined ? [id] : [id, otherId]);
    return { from: asMail(rows.get(id), id), into: otherId === undefined ? null : asMail(rows.get(otherId), otherId) };
  }

  private async begin(tx: Tx, from: Mail, clientId: ClientId, subject: string): Promise<ConversationId> {
    const id = uuidv7() as ConversationId;
    const named = subject || from.subject;
    const anew = { id, clientId, channelId: from.channelId, subject: named, base: baseSubject(named).base };
    await this.rehoming.begin(tx, from.id, { ...anew, token: newConversationToken() }, clientId === from.clientId);
    return id;
  }

  private async write(
    tx: Tx,
    viewer: Viewer,
    act: NewChange['act'],
    from: Mail,
    into: { id: ConversationId; row: unknown },
    intoCard: ClientId,
  ): Promise<string> {
    const id = uuidv7();
    const before = { from: from.row, into: into.row, earlier: await this.repository.earlier(tx, from.id) };
    const cards = { fromCard: from.clientId, intoCard };
    await this.repository.insert(tx, {
      id,
      act,
      fromId: from.id,
      intoId: into.id,
      ...cards,
      before,
      by: viewer.employeeId,
    });
    return id;
  }

  private async done(
    tx: Tx,
    viewer: Viewer,
    act: NewChange['act'],
    changed: ThreadChanged & { clientId: ClientId },
    from: Mail,
  ): Promise<ThreadChanged> {
    const { changeId, conversationId, clientId, entries } = changed;
    await this.repository.counted(tx, changeId, entries);
    const body = { changeId, from: from.id, into: conversationId, entries };
    for (const card of new Set([from.clientId, clientId]))
      this.audit.record(tx, viewer, auditActions[act], { clientId: card, subjectId: from.id, body });
    this.news.tell(tx, [from.clientId, clientId]);
    return { changeId, conversationId, clientId, entries };
  }

  private async invite(tx: Tx, id: ConversationId): Promise<void> {
    const addresses = (await this.rehoming.counterparts(tx, id))
      .map((one) => findEmail(one))
      .filter((one) => one !== null);
    await this.rehoming.invite(tx, id, addresses);
  }
}

const place = ({ id, clientId }: Mail) => ({ conversationId: id, clientId });

function asMail(row: ThreadRow | undefined, id: ConversationId): Mail {
  if (!row || row.clientId === null) throw new ConversationNotFound(id);
  if (row.medium !== 'email') throw new ThreadNotMail(id);
  return { ...row, clientId: row.clientId };
}

function changeView(
  { id, act, entries, at, by, isLast, inTime, subject }: ChangeRow,
  text: (subject: string) => string,
): ThreadChangeView {
  return { id, act, subject: text(subject), entries, at: at.toISOString(), by, undoable: isLast && inTime };
}
