import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { CannotUnseal, MasterKey } from '#libs/evidence';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { ConversationNotFound } from '../answering/answering.errors.js';
import { AnsweringRepository } from '../answering/answering.repository.js';
import { Writing } from '../answering/writing.js';
import { DraftContent, type DraftMark, type DraftView, type DraftWish } from './draft.view.js';
import { DraftsRepository } from './drafts.repository.js';

const purpose = 'draft';
/** Somebody who has more under way does not find it by a mark any more. */
const mostMarks = 500;

/** What somebody is writing, so that they find it on another machine. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DraftsRepository,
    private readonly writing: Writing,
    private readonly answering: AnsweringRepository,
    private readonly masterKey: MasterKey,
  ) {}

  /** Where something is being written, the newest first. */
  list(viewer: Viewer): Promise<DraftMark[]> {
    return this.uow.as(scopeOf(viewer), async (tx) =>
      (await this.repository.list(tx, viewer, mostMarks)).map(({ changedAt, ...mark }) => ({
        ...mark,
        changedAt: changedAt.toISOString(),
      })),
    );
  }

  /** @returns null also where it cannot be opened. @throws ClientNotFound: the card may not be seen any more */
  find(viewer: Viewer, place: string): Promise<DraftView | null> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.repository.find(tx, viewer, place);
      if (!row) return null;
      await this.writing.see(tx, viewer, row.clientId as ClientId);
      const { sealedDraft, changedAt, ...mark } = row;
      const draft = this.opened(sealedDraft);
      return draft && { ...mark, changedAt: changedAt.toISOString(), draft };
    });
  }

  /** @throws ClientNotFound, ConversationNotFound, UserError `draft.changed-elsewhere`: another machine went on; nothing is written */
  keep(viewer: Viewer, place: string, { clientId, conversationId, base, draft }: DraftWish): Promise<DraftMark> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.writing.see(tx, viewer, clientId as ClientId);
      if (
        conversationId !== null &&
        !(await this.answering.isConversationOf(tx, clientId as ClientId, conversationId as ConversationId))
      )
        throw new ConversationNotFound(conversationId);
      const sealedDraft = this.masterKey.seal(Buffer.from(JSON.stringify(draft), 'utf8'), purpose);
      const kept = await this.repository.keep(tx, viewer, { place, clientId, conversationId, base, sealedDraft });
      if (!kept) throw new UserError('draft.changed-elsewhere', { place });
      return { ...kept, changedAt: kept.changedAt.toISOString() };
    });
  }

  /** Sent, or thrown away. */
  delete(viewer: Viewer, place: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.delete(tx, viewer, place));
  }

  private opened(sealed: Buffer): DraftContent | null {
    try {
      return DraftContent.parse(JSON.parse(this.masterKey.unseal(sealed, purpose).toString('utf8')));
    } catch (error) {
      if (error instanceof CannotUnseal) return null;
      throw error;
    }
  }
}
