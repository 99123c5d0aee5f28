import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { Alerts } from '../../alerts/alerts.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { LiveCallsRepository } from '../live/live-calls.repository.js';
import { TasksRepository } from './tasks.repository.js';

const lookEveryMs = 15_000;
const atOnce = 100;

/** What time alone brings: a call that was not called back in time becomes the head's business; one that was forgotten ends. */
@Injectable()
export class Escalation implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TasksRepository,
    private readonly calls: LiveCallsRepository,
    private readonly alerts: Alerts,
    private readonly live: LiveEvents,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.running
        .then(() => this.forget())
        .then(() => this.escalate())
        .catch((err: unknown) => {
          this.logger.warn({ err }, 'overdue tasks could not be looked for');
        });
    }, lookEveryMs).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** They would stand on the board for ever, and count as calls that are going on. */
  private async forget(): Promise<void> {
    const forgotten = await this.uow.run((tx) => this.calls.endForgotten(tx));
    if (forgotten > 0) this.logger.warn({ calls: forgotten }, 'calls that nobody told of any more are over');
  }

  async escalate(): Promise<void> {
    for (let done = atOnce; done === atOnce;) {
      done = await this.uow.run(async (tx) => {
        const overdue = await this.repository.escalate(tx, atOnce);
        for (const { id, callId, clientId, teamId, assigneeId } of overdue) {
          await this.alerts.raise(tx, {
            ...{ code: 'call.not-called-back', severity: 'warning', callId, clientId, teamId, employeeId: assigneeId },
            once: `call.not-called-back:${id}`,
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
