import { Injectable } from '@nestjs/common';
import type { ConversationId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { ConversationNotFound } from '../answering/answering.errors.js';
import { ConversationNotYours } from '../handling/handling.errors.js';
import { HandlingRepository } from '../handling/handling.repository.js';
import { mayDo } from '../handling/handling-rules.js';

/** Asked in the viewer's own scope, before the machinery does what must be done whole. */
@Injectable()
export class ThreadRights {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly handling: HandlingRepository,
  ) {}

  /** Whoever sees the card and may end the conversation may put it right. @throws ConversationNotFound, ConversationNotYours */
  async check(viewer: Viewer, ids: readonly ConversationId[]): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      const seen = await this.handling.lock(tx, viewer, ids);
      for (const id of ids) {
        const one = seen.find((each) => each.id === id);
        if (!one) throw new ConversationNotFound(id);
        if (!mayDo(viewer, one, { act: 'done' })) throw new ConversationNotYours(id, one.assignee ?? one.responsible);
      }
    });
  }
}
