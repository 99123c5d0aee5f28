import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { lifecycleOf } from './lifecycle.js';
import { LifecyclesRepository } from './lifecycles.repository.js';

const firstAfterMs = 20_000;
const everyMs = 60 * 60_000;
const atOnce = 500;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Where every client stands in their life cycle: looked through once an hour, some hundreds of cards in a transaction. */
@Injectable()
export class Lifecycles implements OnApplicationBootstrap, OnModuleDestroy {
  private first: NodeJS.Timeout | undefined;
  private readonly rounds = new Rounds(
    () => this.pass(new Date()),
    (err) => this.logger.warn({ err }, 'the life cycle of clients could not be looked through'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: LifecyclesRepository,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.first = setTimeout(() => void this.rounds.soon(), firstAfterMs).unref();
    this.rounds.begin(everyMs);
  }

  onModuleDestroy(): Promise<void> {
    clearTimeout(this.first);
    return this.rounds.end();
  }

  async pass(now: Date): Promise<void> {
    for (let after: string | null = beforeAll; after !== null && !this.rounds.ended;) {
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
