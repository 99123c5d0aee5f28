import { afterFailure, asAppError, type AppError } from '#libs/errors';
import type { UnitOfWork } from '#libs/database';
import type { Bus, Envelope, Outcome } from '../bus/bus.port.js';
import { groupBy } from '../bus/group-by.js';
import { withinLimit } from '../bus/within-limit.js';
import type { Log } from '../log.js';
import { OutboxQueueRepository, type Untaken } from './outbox-queue.repository.js';
import { Alarm } from './alarm.js';

const batchSize = 200;
const pollMs = 1_000;
const longestBackOffMs = 30_000;
/** A role that is only late should not find its messages a quarter of an hour away. */
const nobodyYetMs = 5_000;

/** Something to do beside the carrying, in the relay's own rhythm; a failure is reported and the next turn comes. */
export interface Chore {
  readonly everyMs: number;
  run(): Promise<void>;
}

/**
 * Carries committed messages from the outbox to the bus: claims due rows in order, hands them over while their transaction
 * is open, deletes what was taken. A crash in between means that they are handed over again, and the inbox makes that
 * harmless. What was not taken waits by `afterFailure`, or is parked; a poison row delays only itself.
 */
export class OutboxRelay {
  /** While messages keep coming, those of so long a time go together: each round costs a transaction here and one of each consumer. */
  gatherMs = 20;
  private readonly queue = new OutboxQueueRepository();
  private readonly alarm = new Alarm();
  private loop: Promise<void> | null = null;
  private drainUntil: number | null = null;
  private nextChoreAt: number[];

  constructor(
    private readonly uow: UnitOfWork,
    private readonly bus: Bus,
    private readonly log: Log,
    private readonly chores: readonly Chore[] = [],
  ) {
    this.nextChoreAt = chores.map(() => 0);
  }

  start(): void {
    if (this.loop) return;
    this.drainUntil = null;
    this.loop = this.carryOn();
  }

  /** There is something to carry; called after each commit that left a message. */
  nudge(): void {
    this.alarm.ring();
  }

  /** Carries what is due for up to `withinMs` more, then ends. Whatever is left stays in the table for the next start. */
  async stop(withinMs: number): Promise<void> {
    if (!this.loop) return;
    this.drainUntil = performance.now() + withinMs;
    this.alarm.ring();
    const late = new Error('late');
    try {
      await withinLimit(this.loop, withinMs, () => late);
    } catch (error) {
      if (error !== late) throw error;
      this.log.warn({ withinMs }, 'the outbox was not carried out to its end; it goes on at the next start');
    }
    this.loop = null;
  }

  private async carryOn(): Promise<void> {
    let failures = 0;
    for (;;) {
      let carried = 0;
      // Asked before the claim: what was committed until then must not be passed over by a claim that was already under way.
      const draining = this.drainUntil !== null;
      try {
        carried = await this.carryBatch();
        if (failures > 0) this.log.info({ failures }, 'the outbox is carried again');
        failures = 0;
        if (carried < batchSize) await this.doChores();
      } catch (thrown) {
        const error = asAppError(thrown);
        if (failures === 0) this.log.error({ err: error, code: error.code }, 'the outbox cannot be carried; trying on');
        failures += 1;
      }
      if (draining && (carried === 0 || performance.now() >= this.drainUntil!)) return;
      if (carried === batchSize) continue;
      if (failures === 0 && !(carried > 0 && this.alarm.isRinging)) await this.alarm.wait(pollMs);
      else
        await this.alarm.waitThrough(failures === 0 ? this.gatherMs : restMs(failures), () => this.drainUntil !== null);
    }
  }

  /** @returns how many rows were claimed */
  private carryBatch(): Promise<number> {
    return this.uow.run(async (tx) => {
      const claimed = await this.queue.claimDue(tx, batchSize);
      if (claimed.length === 0) return 0;
      const outcomes = await this.bus.publish(claimed);
      const taken: string[] = [];
      const untaken: (Untaken & { topic: string })[] = [];
      claimed.forEach((envelope, n) => {
        const error = outcomes[n] as Outcome;
        if (error === null) taken.push(envelope.id);
        else untaken.push({ id: envelope.id, topic: envelope.topic, error, retryInMs: retryInMs(error, envelope) });
      });
      await this.queue.removeTaken(tx, taken);
      await this.queue.keepUntaken(tx, untaken);
      tx.afterCommit(() => this.report(untaken));
      return claimed.length;
    });
  }

  private report(untaken: readonly (Untaken & { topic: string })[]): void {
    for (const [, rows] of groupBy(untaken, (row) => `${row.topic} ${row.error.code} ${row.retryInMs === null}`)) {
      const { topic, error, retryInMs } = rows[0]!;
      const facts = { topic, code: error.code, count: rows.length, id: rows[0]!.id };
      if (retryInMs === null) this.log.error({ ...facts, err: error }, 'messages were parked');
      else this.log.warn(facts, 'messages wait for another try');
    }
  }

  private async doChores(): Promise<void> {
    for (const [n, chore] of this.chores.entries()) {
      if (performance.now() < this.nextChoreAt[n]!) continue;
      this.nextChoreAt[n] = performance.now() + chore.everyMs;
      await chore.run();
    }
  }
}

const restMs = (failures: number): number => Math.min(pollMs * 2 ** (failures - 1), longestBackOffMs);

function retryInMs(error: AppError, { attempt }: Envelope): number | null {
  if (error.code === 'bus.nobody-consumes') return nobodyYetMs;
  const next = afterFailure(error, attempt);
  return next.do === 'retry' ? next.inMs : null;
}
