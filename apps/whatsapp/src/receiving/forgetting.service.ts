import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import { SeenMessageRepository } from './seen-message.repository.js';

const everyMs = 60 * 60_000;

/** What is kept for telling it again goes in time: core has had it, and this role is not where words of clients are kept. */
@Injectable()
export class Forgetting implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly seen: SeenMessageRepository,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.uow.run((tx) => this.seen.forgetTold(tx));
      } catch (error) {
        this.log.warn({ err: error }, 'Bodies that were told long ago cannot be forgotten now');
      }
      await pause(everyMs, signal);
    }
  }
}
