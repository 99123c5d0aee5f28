import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { HandlingRepository } from './handling.repository.js';

const lookEveryMs = 10_000;
const atOnce = 200;

/** What was put off comes back when its time has come. */
@Injectable()
export class Waking implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.wake(),
    (err) => this.logger.warn({ err }, 'snoozed conversations could not be looked for'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: HandlingRepository,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  async wake(): Promise<void> {
    for (let woken = atOnce; woken === atOnce;) {
      woken = await this.uow.run(async (tx) => {
        const awake = await this.repository.wake(tx, atOnce);
        for (const { id, clientId } of awake) {
          this.audit.record(tx, null, 'conversation.woken', { clientId, subjectId: id });
          const data = { conversationId: id, clientId, employeeId: null, is: 'woken', by: null } as const;
          tx.afterCommit(() => this.live.publish({ event: 'conversation', data }, { clientId }));
        }
        return awake.length;
      });
    }
  }
}
