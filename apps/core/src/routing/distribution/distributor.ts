import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Distribution } from './distribution.js';

const lookEveryMs = 1_000;

/** Looks for what is due: everything that is to happen stands in the database, so that whoever starts anew goes on where another ended. */
@Injectable()
export class Distributor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.giveAll(),
    (err) => this.logger.warn({ err }, 'conversations could not be given to anybody'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly distribution: Distribution,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  /** @returns when nothing is due any more */
  distribute(): Promise<void> {
    return this.rounds.soon();
  }

  private async giveAll(): Promise<void> {
    // Each for itself: what goes wrong with one is no business of the next.
    while (!this.rounds.ended && (await this.uow.run((tx) => this.distribution.next(tx))));
  }
}
