import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import { Alarms } from './alarms.js';
import { Canary } from './canary.js';
import { NumberBook } from './number-book.service.js';
import { NumberWatchRepository, type Queue } from './number-watch.repository.js';
import {
  canaryDue,
  isUnusual,
  silentSince,
  watchedCodes,
  worriesOf,
  type Sight,
  type Worry,
} from './number-worries.js';

const nothingWaits: Queue = { queued: 0, oldestStuck: null };

/** Looks at every number from time to time: what nobody tells is seen here. */
@Injectable()
export class NumberWatch implements OnApplicationBootstrap, OnModuleDestroy {
  lookEveryMs = 10_000;
  private readonly stopping = new AbortController();
  /** Since when each trouble that goes on has been there: it is one alert as long as it lasts. */
  private readonly goingOn = new Map<string, Date>();
  private readonly phoneOfflineSince = new Map<ChannelId, Date>();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly figures: NumberWatchRepository,
    private readonly book: NumberBook,
    private readonly canary: Canary,
    private readonly alarms: Alarms,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** @param now given by tests */
  async look(now = new Date()): Promise<void> {
    const queues = await this.uow.run((tx) => this.figures.queues(tx));
    for (const facts of this.book.all()) {
      const { channelId } = facts;
      const queue = queues.get(channelId) ?? nothingWaits;
      this.book.refresh(channelId, queue.queued);
      const sight: Sight = {
        facts,
        queue,
        now,
        standing: this.book.standing(channelId),
        canary: this.book.canary(channelId),
        lastEventAt: this.book.lastEventAt(channelId),
        phoneOfflineSince: this.phoneSeen(channelId, now),
      };
      const worries = [...worriesOf(sight), ...(await this.silence(sight))];
      await this.raise(channelId, worries);
      // It waits for its turn behind a message that is being sent: the others are not held up by that.
      if (canaryDue(sight)) void this.canary.sing(channelId);
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(this.lookEveryMs, signal);
      if (signal.aborted) return;
      await this.look().catch((error: unknown) => this.log.warn({ err: error }, 'The numbers cannot be looked at now'));
    }
  }

  private async silence(sight: Sight): Promise<Worry[]> {
    const since = silentSince(sight);
    const { channelId, settings } = sight.facts;
    if (since === null || settings.silentAfterMinutes === null) return [];
    const minutes = settings.silentAfterMinutes;
    const usual = await this.uow.run((tx) => this.figures.usualIn(tx, channelId, minutes));
    return isUnusual(usual) ? [{ code: 'whatsapp.silent', severity: 'alarm', details: { minutes }, since }] : [];
  }

  private phoneSeen(channelId: ChannelId, now: Date): Date | null {
    if (this.book.standing(channelId).phoneOnline !== false) {
      this.phoneOfflineSince.delete(channelId);
      return null;
    }
    const since = this.phoneOfflineSince.get(channelId) ?? now;
    this.phoneOfflineSince.set(channelId, since);
    return since;
  }

  private async raise(channelId: ChannelId, worries: readonly Worry[]): Promise<void> {
    for (const code of watchedCodes) {
      const worry = worries.find((one) => one.code === code);
      const key = `${code}:${channelId}`;
      if (!worry) {
        this.goingOn.delete(key);
        continue;
      }
      const { since, ...alarm } = worry;
      if (!this.goingOn.has(key)) this.goingOn.set(key, since);
      await this.alarms.raise(channelId, { ...alarm, once: `${key}:${this.goingOn.get(key)!.toISOString()}` });
    }
  }
}
