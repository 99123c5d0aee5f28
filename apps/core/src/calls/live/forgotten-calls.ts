import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { LiveCallsRepository } from './live-calls.repository.js';

const lookEveryMs = 15_000;

/** Calls of which nobody told the end: they would stand on the board for ever, and count as calls that are going on. */
@Injectable()
export class ForgottenCalls implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly calls: LiveCallsRepository,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.running
        .then(() => this.end())
        .catch((err: unknown) => {
          this.logger.warn({ err }, 'forgotten calls could not be looked for');
        });
    }, lookEveryMs).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async end(): Promise<void> {
    const forgotten = await this.uow.run((tx) => this.calls.endForgotten(tx));
    if (forgotten > 0) this.logger.warn({ calls: forgotten }, 'calls that nobody told of any more are over');
  }
}
