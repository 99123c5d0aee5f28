import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { Cards } from '../clients/cards.js';
import { sealText } from '../conversations/interaction-content.js';
import type { NewPromise, PromiseChange, TaskView } from './task.view.js';
import { TasksRepository } from './tasks.repository.js';
import { TasksService } from './tasks.service.js';

/** What somebody of ours said they would do for a client: a task of whoever has the card, until it is done. */
@Injectable()
export class PromisesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TasksRepository,
    private readonly tasks: TasksService,
    private readonly cards: Cards,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  /** @throws ClientNotFound, UserError `task.entry-not-found` */
  make(viewer: Viewer, clientId: ClientId, { what, dueAt, interactionId }: NewPromise): Promise<TaskView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, clientId);
      if (interactionId !== null && !(await this.repository.isOfCard(tx, clientId, interactionId)))
        throw new UserError('task.entry-not-found', { id: interactionId });
      const id = uuidv7();
      await this.repository.promise(tx, {
        id,
        ...{ clientId, dueAt: new Date(dueAt), interactionId, by: viewer.employeeId },
        sealedWhat: sealText(this.masterKey, what),
      });
      this.audit.record(tx, viewer, 'promise.made', { clientId, subjectId: id, body: { interactionId } });
      this.tasks.tell(tx, clientId);
      return this.tasks.viewOf(tx, viewer, id);
    });
  }

  /** A later time lets the head be told anew. @throws UserError `task.not-found`, `task.not-a-promise`, `task.already-done` */
  change(viewer: Viewer, id: string, { what, dueAt }: PromiseChange): Promise<TaskView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const task = await this.repository.lock(tx, id);
      if (!task) throw new UserError('task.not-found', { id });
      if (task.kind !== 'promise') throw new UserError('task.not-a-promise', { id });
      if (task.done) throw new UserError('task.already-done', { id });
      await this.repository.changePromise(tx, id, {
        sealedWhat: what === undefined ? null : sealText(this.masterKey, what),
        dueAt: dueAt === undefined ? null : new Date(dueAt),
      });
      const fields = [...(what === undefined ? [] : ['what']), ...(dueAt === undefined ? [] : ['dueAt'])];
      this.audit.record(tx, viewer, 'promise.changed', { clientId: task.clientId, subjectId: id, body: { fields } });
      this.tasks.tell(tx, task.clientId);
      return this.tasks.viewOf(tx, viewer, id);
    });
  }
}
