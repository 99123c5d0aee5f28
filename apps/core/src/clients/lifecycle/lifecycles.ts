import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { Logger } from '#libs/observability';
import { pause, Rounds } from '#libs/supervision';
import { lanes } from '../../audit/journal/journal-entry.js';
import { JournalRepository } from '../../audit/journal/journal.repository.js';
import { lifecycleOf } from './lifecycle.js';
import { LifecyclesRepository, type KnownLifecycle } from './lifecycles.repository.js';

const firstAfterMs = 20_000;
const everyMs = 60 * 60_000;
/** What changes by time alone changes by days. */
const allEveryMs = 24 * 60 * 60_000;
/** Of the journal since the last round, the newest; cards that only older ones name have their turn within a day. */
const mostEntries = 100_000;
/** A few milliseconds of the database: whoever asks for a page meanwhile waits no longer than that. */
const atOnce = 10;
/** The look-through leaves forty-nine of fifty parts of a core to those who wait for a page: it has a day, and for 50,000 cards it needs a quarter of an hour. */
const restTimes = 49;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Where every client stands in their life cycle: once an hour the cards on which something happened, once a day all of them. */
@Injectable()
export class Lifecycles implements OnApplicationBootstrap, OnModuleDestroy {
  private first: NodeJS.Timeout | undefined;
  private readonly ending = new AbortController();
  private allAt = -Infinity;
  /** Up to which entry the journal was complete when the last round began. */
  private seen = 0;
  private readonly rounds = new Rounds(
    () => this.round(new Date()),
    (err) => this.logger.warn({ err }, 'the life cycle of clients could not be looked through'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: LifecyclesRepository,
    private readonly journal: JournalRepository,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.first = setTimeout(() => void this.rounds.soon(), firstAfterMs).unref();
    this.rounds.begin(everyMs);
  }

  onModuleDestroy(): Promise<void> {
    clearTimeout(this.first);
    this.ending.abort();
    return this.rounds.end();
  }

  /** Cards that the journal names since the last round; the first time, and once a day, all of them. */
  async round(now: Date): Promise<void> {
    const allAreDue = now.getTime() - this.allAt >= allEveryMs;
    const { seen, changed } = await this.uow.run(async (tx) => {
      const heads = await this.journal.heads(tx);
      const changed = allAreDue ? [] : await this.repository.changedSince(tx, this.seen, mostEntries);
      // A chain is held until its entry is committed: nothing can still come before the end of the one that lies furthest back.
      return { seen: heads.length < lanes ? 0 : Math.min(...heads.map(({ seq }) => seq)), changed };
    });
    if (allAreDue) {
      const next = (after: string) => this.look((tx) => this.repository.batch(tx, after, now, atOnce), now);
      for (let last: string | null = beforeAll; last !== null && !this.rounds.ended;) last = await next(last);
      this.allAt = now.getTime();
    } else {
      while (changed.length > 0 && !this.rounds.ended)
        await this.look((tx) => this.repository.some(tx, changed.splice(0, atOnce), now), now);
    }
    this.seen = seen;
  }

  /** @returns the last of these cards; null: there were none */
  private async look(read: (tx: Tx) => Promise<KnownLifecycle[]>, now: Date): Promise<string | null> {
    const begun = performance.now();
    const last = await this.uow.run(async (tx) => {
      const cards = await read(tx);
      const changed = cards.flatMap((card) => {
        const found = lifecycleOf(card, now);
        return found.state === card.state ? [] : [{ id: card.id, ...found }];
      });
      if (changed.length > 0) await this.repository.save(tx, changed);
      return cards.at(-1)?.id ?? null;
    });
    if (last !== null) await pause((performance.now() - begun) * restTimes, this.ending.signal);
    return last;
  }
}
