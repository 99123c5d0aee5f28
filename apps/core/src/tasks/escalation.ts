import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Alerts } from '../alerts/alerts.js';
import { Notices, type NewNotice } from '../notifications/notices.js';
import { LiveEvents } from '../realtime/live-events.js';
import { TasksRepository, type OverdueTask } from './tasks.repository.js';

const lookEveryMs = 15_000;
const atOnce = 100;

/** The head is told under this code. */
const alertOf = {
  'call-back': 'call.not-called-back',
  promise: 'promise.overdue',
  answer: 'conversation.answer-overdue',
} as const;

/** What time alone brings: a call that was not called back in time, and a promise that was not kept, become the head's business. */
@Injectable()
export class Escalation implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.escalate(),
    (err) => this.logger.warn({ err }, 'overdue tasks could not be looked for'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TasksRepository,
    private readonly alerts: Alerts,
    private readonly notices: Notices,
    private readonly live: LiveEvents,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  async escalate(): Promise<void> {
    for (let done = atOnce; done === atOnce;) {
      done = await this.uow.run(async (tx) => {
        const overdue = await this.repository.escalate(tx, atOnce);
        await this.notices.tell(tx, overdue.flatMap(dueNotice));
        for (const { id, kind, callId, clientId, teamId, assigneeId, dueAt } of overdue) {
          await this.alerts.raise(tx, {
            code: alertOf[kind],
            ...{ severity: 'warning', callId, clientId, teamId, employeeId: assigneeId },
            // A promise that was put off and is overdue again is told again.
            once: kind === 'promise' ? `promise.overdue:${id}:${dueAt.getTime()}` : `call.not-called-back:${id}`,
          });
          const event = { event: 'task', data: {} } as const;
          tx.afterCommit(() =>
            this.live.publish(event, clientId ? { clientId } : { clientId: null, right: 'unplaced.handle' }),
          );
        }
        return overdue.length;
      });
    }
  }
}

/** Whoever has it is told that its time has come; what waits for nobody in particular is the heads', who have the alert. */
function dueNotice({ id, kind, assigneeId, clientId, callId, dueAt }: OverdueTask): NewNotice[] {
  if (assigneeId === null) return [];
  const what = { taskId: id, clientId, callId, details: { task: kind, dueAt: dueAt.toISOString() } };
  return [{ employeeId: assigneeId, kind: 'task', ...what, fold: `task:${id}` }];
}
