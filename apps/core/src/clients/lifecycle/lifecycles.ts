import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { lifecycleOf } from './lifecycle.js';
import { LifecyclesRepository } from './lifecycles.repository.js';

const firstAfterMs = 20_000;
const everyMs = 60 * 60_000;
const atOnce = 500;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Where every client stands in their life cycle: looked through once an hour, some hundreds of cards in a transaction. */
@Injectable()
export class Lifecycles implements OnApplicationBootstrap, OnModuleDestroy {
  private timers: NodeJS.Timeout[] = [];
  private running: Promise<void> = Promise.resolve();
  private ending = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: LifecyclesRepository,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const look = () => {
      this.running = this.running
        .then(() => this.pass(new Date()))
        .catch((err: unknown) => {
          this.logger.warn({ err }, 'the life cycle of clients could not be looked through');
        });
    };
    this.timers = [setTimeout(look, firstAfterMs).unref(), setInterval(look, everyMs).unref()];
  }

  async onModuleDestroy(): Promise<void> {
    this.ending = true;
    for (const timer of this.timers) clearTimeout(timer);
    await this.running;
  }

  async pass(now: Date): Promise<void> {
    for (let after: string | null = beforeAll; after !== null && !this.ending;) {
      const from: string = after;
      after = await this.uow.run(async (tx) => {
        const cards = await this.repository.batch(tx, from, now, atOnce);
        const changed = cards.flatMap((card) => {
          const found = lifecycleOf(card, now);
          return found.state === card.state ? [] : [{ id: card.id, ...found }];
        });
        if (changed.length > 0) await this.repository.save(tx, changed);
        return cards.length < atOnce ? null : cards.at(-1)!.id;
      });
    }
  }
}
