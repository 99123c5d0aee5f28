import { Injectable } from '@nestjs/common';
import type { TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Alerts } from '../../alerts/alerts.js';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { Notices } from '../../notifications/notices.js';
import { TasksRepository } from '../../tasks/tasks.repository.js';
import { DecisionsRepository } from './decisions.repository.js';
import type { Standing, Waiting } from './waiting.repository.js';

interface Looked {
  readonly tx: Tx;
  readonly now: Date;
  readonly waiting: Waiting;
  readonly teamId: TeamId | null;
  readonly standing: Standing;
}

/** Who hears of a client that waits too long: first whoever has it, then the head. Each is said once. */
@Injectable()
export class Escalating {
  constructor(
    private readonly alerts: Alerts,
    private readonly notices: Notices,
    private readonly tasks: TasksRepository,
    private readonly decisions: DecisionsRepository,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  async lookAtTarget(looked: Looked): Promise<void> {
    const { now, standing } = looked;
    if (standing.breachedAt !== null || standing.answerBy === null) return;
    if (standing.answerBy <= now) {
      standing.breachedAt = now;
      await this.missed(looked, standing.answerBy);
    } else if (standing.warnedAt === null && standing.warnAt !== null && standing.warnAt <= now) {
      standing.warnedAt = now;
      await this.tell(looked, 'soon', standing.answerBy);
      const { id, clientId } = looked.waiting;
      this.audit.record(looked.tx, null, 'conversation.due-soon', { clientId, subjectId: id });
    }
  }

  async nobodyAnswers({ tx, waiting, teamId }: Looked): Promise<void> {
    const { id, clientId, since } = waiting;
    await this.alerts.raise(tx, {
      code: 'conversation.nobody-answers',
      ...{ severity: 'warning', clientId, teamId },
      once: `conversation.nobody-answers:${id}:${since.getTime()}`,
    });
  }

  private async missed(looked: Looked, answerBy: Date): Promise<void> {
    const { tx, waiting, teamId, standing } = looked;
    const { id, clientId, since, handler } = waiting;
    const employeeId = standing.offeredTo ?? handler?.id ?? null;
    await this.alerts.raise(tx, {
      code: 'conversation.answer-overdue',
      ...{ severity: 'warning', clientId, teamId, employeeId, at: answerBy },
      once: `conversation.answer-overdue:${id}:${since.getTime()}`,
    });
    await this.tasks.answer(tx, { conversationId: id, clientId, teamId, dueAt: answerBy });
    tx.afterCommit(() => this.live.publish({ event: 'task', data: {} }, { clientId }));
    await this.decisions.insert(tx, id, { code: 'overdue', because: 'target', employeeId, teamId });
    this.audit.record(tx, null, 'conversation.overdue', { clientId, subjectId: id, body: { employeeId } });
    await this.tell(looked, 'missed', answerBy);
  }

  private async tell({ tx, waiting, standing }: Looked, state: 'soon' | 'missed', answerBy: Date): Promise<void> {
    const { id, clientId, handler } = waiting;
    const target = standing.first ? 'first' : 'next';
    if (handler !== null || standing.offeredTo !== null)
      await this.notices.tell(tx, [
        {
          employeeId: null,
          ...{ kind: 'sla', clientId, conversationId: id, fold: `sla:${id}:${target}` },
          details: { target, state, dueAt: answerBy.toISOString() },
        },
      ]);
    const data = { conversationId: id, clientId, employeeId: null, is: 'due', by: null } as const;
    tx.afterCommit(() => this.live.publish({ event: 'conversation', data }, { clientId }));
  }
}
