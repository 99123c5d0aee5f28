import { Injectable } from '@nestjs/common';
import type { ConversationId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import type { DecisionView } from './decision.view.js';
import { DecisionsRepository } from './decisions.repository.js';

/** Why somebody has a conversation. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DecisionsRepository,
  ) {}

  /** The newest first. @throws UserError `conversation.not-found` */
  list(viewer: Viewer, id: ConversationId): Promise<DecisionView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.sees(tx, viewer, id))) throw new UserError('conversation.not-found', { id });
      return this.repository.list(tx, id);
    });
  }
}
