import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { LiveCallsRepository } from './live-calls.repository.js';

const lookEveryMs = 15_000;

/** Calls of which nobody told the end: they would stand on the board for ever, and count as calls that are going on. */
@Injectable()
export class ForgottenCalls implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.end(),
    (err) => this.logger.warn({ err }, 'forgotten calls could not be looked for'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly calls: LiveCallsRepository,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  private async end(): Promise<void> {
    const forgotten = await this.uow.run((tx) => this.calls.endForgotten(tx));
    if (forgotten > 0) this.logger.warn({ calls: forgotten }, 'calls that nobody told of any more are over');
  }
}
