import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import type { Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { ConversationNotFound } from '../answering/answering.errors.js';
import { RehomingRepository } from './rehoming.repository.js';
import { RetellingRepository } from './retelling.repository.js';
import { ThreadNews } from './thread-news.js';
import { ThreadRights } from './thread-rights.js';
import { ThreadAlreadyUndone, ThreadChangedAgain, ThreadChangeNotFound, ThreadTooLate } from './threads.errors.js';
import { ThreadsRepository, type ChangeRow, type ThreadRow } from './threads.repository.js';
import type { ThreadUndone } from './threads.view.js';

interface Undone {
  card: ClientId;
  back: number;
  stay: number;
}

/** Conversations as they were. Of two that became one only what was in it goes back; everything else goes back whole, with what came since. */
@Injectable()
export class ThreadUndoingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ThreadsRepository,
    private readonly rehoming: RehomingRepository,
    private readonly retelling: RetellingRepository,
    private readonly rights: ThreadRights,
    private readonly news: ThreadNews,
    private readonly audit: Audit,
  ) {}

  /** @throws ThreadChangeNotFound, ConversationNotYours, ThreadAlreadyUndone, ThreadChangedAgain, ThreadTooLate */
  async undo(viewer: Viewer, id: string): Promise<ThreadUndone> {
    const change = await this.uow.run((tx) => this.repository.find(tx, id));
    if (!change) throw new ThreadChangeNotFound(id);
    try {
      await this.rights.check(viewer, [change.intoNow]);
    } catch (error) {
      // Whoever may not see where it lies learns no more than that.
      if (error instanceof ConversationNotFound) throw new ThreadChangeNotFound(id);
      throw error;
    }
    return this.news.again(() => this.uow.run((tx) => this.undoOnce(tx, viewer, id)));
  }

  private async undoOnce(tx: Tx, viewer: Viewer, id: string): Promise<ThreadUndone> {
    const known = await this.repository.find(tx, id);
    if (!known) throw new ThreadChangeNotFound(id);
    if (known.undoneAt !== null) throw new ThreadAlreadyUndone();
    if (!known.isLast) throw new ThreadChangedAgain();
    const here = await this.rehoming.cardOf(tx, known.intoId);
    const home = await this.rehoming.cardNow(tx, known.fromCard);
    if (here === null || home === null) throw new ThreadChangeNotFound(id);
    const cards = [...new Set([here, home])];
    // From card to card both must be the viewer's own, or their team's, as when it was moved.
    const among = cards.length > 1 ? viewer : null;
    if ((await this.repository.lockCards(tx, among, cards)) < cards.length) throw new ThreadChangeNotFound(id);
    const rows = await this.repository.lock(tx, [known.fromId, known.intoId]);
    await this.repository.lockChange(tx, id);
    const change = (await this.repository.find(tx, id))!;
    if (change.undoneAt !== null) throw new ThreadAlreadyUndone();
    if (!change.isLast) throw new ThreadChangedAgain();
    if (!change.inTime) throw new ThreadTooLate();
    const into = rows.get(change.intoId)!;
    const undone =
      change.act === 'merge'
        ? await this.apart(tx, change, into)
        : change.fromId === change.intoId
          ? await this.backToCard(tx, change, here, home)
          : await this.together(tx, change, into, rows.get(change.fromId)!, here);
    await this.repository.undone(tx, id, viewer.employeeId);
    const { card, back, stay } = undone;
    const body = { changeId: id, act: change.act, back, stay };
    for (const one of new Set([here, card]))
      this.audit.record(tx, viewer, 'conversation.change-undone', { clientId: one, subjectId: change.fromId, body });
    this.news.tell(tx, [here, card]);
    return { conversationId: change.fromId, clientId: card, back, stay };
  }

  /** Two again: what was in the one goes back there, what came since stays. */
  private async apart(tx: Tx, { id, fromId, intoId }: ChangeRow, into: ThreadRow): Promise<Undone> {
    const card = into.clientId!;
    await this.rehoming.standAlone(tx, id, fromId, card);
    const back = await this.rehoming.moveBack(tx, id, intoId, fromId);
    const { waits, cameSince } = await this.rehoming.since(tx, id, intoId);
    await this.retelling.retell(tx, [
      { id: fromId, waits: waits || into.waits },
      { id: intoId, waits: into.waits },
    ]);
    return { card, back, stay: cameSince };
  }

  private async backToCard(tx: Tx, { id, fromId }: ChangeRow, here: ClientId, home: ClientId): Promise<Undone> {
    const back = await this.rehoming.moveAll(tx, fromId, fromId, home);
    await this.rehoming.toCardAgain(tx, id, fromId, home);
    await this.rehoming.alongEntries(tx, fromId, here, home);
    return { card: home, back, stay: 0 };
  }

  /** One again: all of the other, on the card of the one. */
  private async together(
    tx: Tx,
    { fromId, intoId }: ChangeRow,
    into: ThreadRow,
    from: ThreadRow,
    here: ClientId,
  ): Promise<Undone> {
    const card = from.clientId!;
    const back = await this.rehoming.moveAll(tx, intoId, fromId, card);
    await this.rehoming.goOn(tx, intoId, fromId);
    await this.rehoming.alongEntries(tx, fromId, here, card);
    await this.retelling.retell(tx, [{ id: fromId, waits: from.waits || into.waits }]);
    return { card, back, stay: 0 };
  }
}
