import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { asAppError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { LiveEvents } from '../../realtime/live-events.js';
import { Burst } from './burst.js';
import { unreadableContent } from './content-of-letter.js';
import { DeliveryReports } from './delivery-reports.js';
import { ReadingPool } from './reading-pool.js';
import { ReadingRepository, type WaitingOriginal } from './reading.repository.js';
import type { ReadContent } from './reading-task.js';
import { LateThreads } from '../threads/late-threads.js';

/** Two of them are under way: while the slowest letter of one ends, the threads are at the next. */
const batchSize = 25;
const pollEveryMs = 1_000;

interface Read {
  original: WaitingOriginal;
  /** null: try again later. */
  content: ReadContent | null;
}

/**
 * Works the queue of originals that were captured but not read. A crash at any moment leaves them in the queue;
 * while one batch is written the next is being read.
 */
@Injectable()
export class ReadingService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private readonly burst = new Burst();
  private batchesInARow = 0;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ReadingRepository,
    private readonly pool: ReadingPool,
    private readonly reports: DeliveryReports,
    private readonly live: LiveEvents,
    private readonly log: Logger,
    private readonly lateThreads: LateThreads,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.nudge(), pollEveryMs);
    this.nudge();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** So many letters were captured: they are read at once, or, while a mailbox is being filled in, when that lets us. */
  captured(letters: number): void {
    this.burst.captured(letters, performance.now());
    this.nudge();
  }

  /** So many letters went out: while many do, reading would only hold up the others. */
  sent(letters: number): void {
    this.burst.captured(letters, performance.now());
  }

  /** Many letters wait to be read: what can wait longer than a letter does. */
  get backlog(): boolean {
    return this.batchesInARow > 1;
  }

  /** There is something to read, so that nobody waits for the next poll. */
  nudge(): void {
    if (this.stopped) return;
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.drain()
      .catch((thrown: unknown) =>
        this.log.warn({ code: asAppError(thrown).code }, 'reading stopped; the queue keeps what is left'),
      )
      .finally(() => {
        this.running = null;
        if (!this.again) return;
        this.again = false;
        this.nudge();
      });
  }

  /** Reads everything that is due. */
  async drain(): Promise<void> {
    let after = '0';
    let reading: Promise<Read[]> = Promise.resolve([]);
    let writing: Promise<void> = Promise.resolve();
    try {
      while (!this.stopped) {
        await this.giveWay();
        const from = after;
        const originals = await this.uow.run((tx) => this.repository.waiting(tx, from, batchSize));
        if (originals.length === 0) break;
        this.batchesInARow++;
        after = originals.at(-1)!.seq;
        const before = reading;
        reading = Promise.all(originals.map((original) => this.read(original)));
        const read = await before;
        await writing;
        writing = this.write(read);
        // Whoever awaits it hears of an error; until then it must not count as unheard.
        writing.catch(() => undefined);
      }
    } finally {
      this.batchesInARow = 0;
      const read = await reading;
      await writing;
      await this.write(read);
    }
  }

  /** Capture first, read later: what is being captured would wait for the same cores and the same disk. */
  private async giveWay(): Promise<void> {
    while (!this.stopped && this.burst.lasts(performance.now()))
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  private async read(original: WaitingOriginal): Promise<Read> {
    const alsoFound = wordsOf(original);
    const country = original.direction === 'inbound' ? original.country : null;
    const outcome = await this.pool.read({
      sha256: original.sha256,
      ...{ alsoFound, country },
      undelivered: original.flags.includes('bounce'),
    });
    if (outcome?.is === 'read') return { original, content: outcome.content };
    if (outcome?.mayPass) return { original, content: null };
    const problem = outcome?.code ?? 'letter.unreadable';
    this.log.warn({ interactionId: original.interactionId, problem }, 'an original could not be read; it is kept');
    return { original, content: unreadableContent(alsoFound, problem) };
  }

  private async write(batch: readonly Read[]): Promise<void> {
    if (batch.length === 0) return;
    await this.uow.run(async (tx) => {
      const done = batch.flatMap(({ original, content }) => (content ? [{ original, content }] : []));
      const later = batch.filter(({ content }) => content === null);
      if (later.length > 0)
        await this.repository.postpone(
          tx,
          later.map(({ original }) => original.interactionId),
        );
      if (done.length === 0) return;
      await this.repository.store(
        tx,
        done.map(({ original, content }) => ({ interactionId: original.interactionId, content })),
      );
      for (const { original, content } of done) await this.reports.take(tx, original, content);
      await this.lateThreads.take(
        tx,
        done.map(({ original, content: { tokens } }) => ({ original, tokens })),
      );
      tx.afterCommit(() => this.tell(done.map(({ original }) => original)));
    });
  }

  /** Whoever looks at a letter before it was read sees its words come; so do those who look at the unplaced tray. */
  private tell(read: readonly WaitingOriginal[]): void {
    for (const { clientId, conversationId, interactionId, direction } of read)
      if (clientId !== null)
        this.live.publish(
          { event: 'interaction', data: { clientId, conversationId, interactionId, direction } },
          { clientId },
        );
    if (read.some(({ clientId }) => clientId === null))
      this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' });
  }
}

/** Names are found, addresses are not: whoever may not see a contact point must not be able to guess it by searching. */
function wordsOf({ subject, header }: WaitingOriginal): string {
  const people = [...(header.from ?? []), ...(header.to ?? []), ...(header.cc ?? [])].map(({ name }) => name);
  return [subject, ...people.filter((name) => !name.includes('@'))].join('\n');
}
