import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { Distribution } from './distribution.js';

const lookEveryMs = 1_000;

/** Looks for what is due: everything that is to happen stands in the database, so that whoever starts anew goes on where another ended. */
@Injectable()
export class Distributor implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly distribution: Distribution,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.distribute(), lookEveryMs).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.ended = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** @returns when nothing is due any more */
  distribute(): Promise<void> {
    this.running = this.running
      .then(async () => {
        // Each for itself: what goes wrong with one is no business of the next.
        while (!this.ended && (await this.uow.run((tx) => this.distribution.next(tx))));
      })
      .catch((err: unknown) => {
        this.logger.warn({ err }, 'conversations could not be given to anybody');
      });
    return this.running;
  }
}
