import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId, ConversationId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import type { Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { newConversationToken } from '../../conversations/conversation-token.js';
import { CardWriting } from '../card-writing.js';
import { factsOf } from '../changing.service.js';
import { ClientsRepository } from '../clients.repository.js';
import { CardChanges } from '../history/card-changes.js';
import { MergesRepository, type MergeRow } from './merges.repository.js';
import { MergeAlreadyUndone, MergedAgain, MergeNotFound } from './merging.errors.js';
import { MergingService } from './merging.service.js';
import type { MergeUndone } from './merging.view.js';
import { MovingBackRepository } from './moving-back.repository.js';
import { assignmentBefore } from './responsible.js';

/** One card becomes the two again that it was. What was moved goes back; what came since stays, and is told. */
@Injectable()
export class UndoingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merges: MergesRepository,
    private readonly merging: MergingService,
    private readonly moving: MovingBackRepository,
    private readonly clients: ClientsRepository,
    private readonly writing: CardWriting,
    private readonly changes: CardChanges,
    private readonly audit: Audit,
  ) {}

  /** @throws MergeNotFound, MergeAlreadyUndone, MergedAgain */
  undo(viewer: Viewer, id: string): Promise<MergeUndone> {
    return this.merging.again(() => this.uow.run((tx) => this.undoOnce(tx, viewer, id)));
  }

  private async undoOnce(tx: Tx, viewer: Viewer, id: string): Promise<MergeUndone> {
    const known = await this.merges.find(tx, id);
    if (!known) throw new MergeNotFound(id);
    const { intoId: into, fromId: from } = known;
    if (!(await this.merging.lock(tx, viewer, from, into))) throw new MergeNotFound(id);
    const merge = (await this.merges.lock(tx, id))!;
    if (merge.undoneAt !== null) throw new MergeAlreadyUndone();
    if (!merge.undoable) throw new MergedAgain();
    const stay = await this.merges.cameAfter(tx, into, id);
    await this.merges.standAlone(tx, from);
    const back = await this.moveBack(tx, id, from, into);
    await this.writeBefore(tx, viewer, merge);
    await this.merges.undone(tx, id, viewer.employeeId);
    const body = { back, stay };
    this.audit.record(tx, viewer, 'card.merge-undone', { clientId: into, subjectId: id, body });
    this.audit.record(tx, viewer, 'card.merge-undone', { clientId: from, subjectId: id, body });
    this.merging.tell(tx, [into, from]);
    return { clientId: into, otherId: from, back, stay };
  }

  private async moveBack(tx: Tx, id: string, from: ClientId, into: ClientId): Promise<number> {
    const back = await this.moving.interactions(tx, id, from, into);
    for (const old of await this.moving.goneOnIn(tx, id, into)) {
      const anew = { id: uuidv7() as ConversationId, token: newConversationToken(), clientId: into };
      await this.moving.conversation(tx, old, from);
      await this.moving.beginAnew(tx, old, anew);
    }
    await this.moving.conversations(tx, id, from, into);
    await this.moving.assignments(tx, id, from, into);
    await this.moving.contactPoints(tx, id, from, into);
    await this.moving.others(tx, id, from, into);
    return back;
  }

  /** What the card took over it has no longer, unless somebody changed it since. */
  private async writeBefore(tx: Tx, viewer: Viewer, { intoId, taken, name }: MergeRow): Promise<void> {
    const card = (await this.clients.find(tx, viewer, intoId))!;
    const now = factsOf(card);
    const changes = taken
      .filter(({ field, to }) => field !== 'responsible' && now.get(field) === to)
      .map((one) => ({ ...one, from: one.to, to: one.from }));
    await this.writing.write(tx, viewer, intoId, changes);
    const before = assignmentBefore(taken, card);
    if (before !== null)
      await this.clients.assign(tx, {
        assignmentId: uuidv7(),
        ...{ clientId: intoId, reason: 'merge-undone', by: viewer.employeeId },
        ...before,
      });
    await this.changes.record(tx, viewer, intoId, [{ field: 'merged', is: 'text', from: name, to: null }]);
  }
}
