import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { SETTINGS, type Settings } from '#libs/config';
import type { ReadingOutcome, ReadingTask } from './reading-task.js';

/** Threads cost memory of their own: they end when there is nothing to read. */
const idleMs = 20_000;
const attempts = 2;
/** By the clock a letter may take so many times the work that it is allowed. */
const mostPatience = 12;
const threads = 2;
/** A letter that takes so long lets the next ones begin beside it; the start of a thread must not count. */
const heldUpAfterMs = 2_000;

/** Worker threads that read letters. A letter that kills its thread, by memory or by time, harms no other. */
@Injectable()
export class ReadingPool implements OnApplicationShutdown {
  /** One letter may take so much work of this process, and three times that when it is tried again; the usual one takes 5 ms. */
  protected readonly letterWithinMs: number = 10_000;
  /**
   * How many letters are read at once while none holds up the others. Beside the capture, the database and the collectors of garbage a second
   * thread on two cores was measured to read no more, for 40 MB.
   */
  protected readonly atOnce: number = availableParallelism() > 2 ? threads : 1;
  private readonly pool: Piscina<ReadingTask, ReadingOutcome>;
  /** Also for whoever asks afterwards: a pool that was emptied would begin threads anew. */
  private readonly closing = new AbortController();
  private underway = 0;
  private heldUp = 0;
  private readonly queue: (() => void)[] = [];

  constructor(
    @Inject(SETTINGS)
    { dataDir, storageUrl, masterKeyFile }: Pick<Settings, 'dataDir' | 'storageUrl' | 'masterKeyFile'>,
  ) {
    this.pool = new Piscina({
      filename: this.workerFile(),
      workerData: { dataDir, storageUrl, masterKeyFile },
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 },
    });
    // A thread that dies rejects its task, which is where it is handled.
    this.pool.on('error', () => undefined);
  }

  /** @returns null for a letter that twice ended its thread or took too long */
  async read(task: ReadingTask): Promise<ReadingOutcome | null> {
    // The time limit begins with the reading: two slow letters must not use up the time of all that wait behind them.
    if (this.hasRoom) this.underway++;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    let holdsUp = false;
    const timer = setTimeout(() => {
      holdsUp = true;
      this.heldUp++;
      this.letIn();
    }, heldUpAfterMs);
    try {
      return await this.attempt(task);
    } finally {
      clearTimeout(timer);
      if (holdsUp) this.heldUp--;
      this.underway--;
      this.letIn();
    }
  }

  private get hasRoom(): boolean {
    return this.underway < Math.min(threads, this.atOnce + this.heldUp);
  }

  private letIn(): void {
    const next = this.hasRoom ? this.queue.shift() : undefined;
    if (next === undefined) return;
    this.underway++;
    next();
  }

  private async attempt(task: ReadingTask): Promise<ReadingOutcome | null> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      try {
        // A machine that is busy with something else must not make a letter unreadable for ever.
        return await this.runWithin(attempt === 1 ? this.letterWithinMs : this.letterWithinMs * 3, task);
      } catch {
        if (this.closing.signal.aborted) return { is: 'failed', code: 'reading.stopped', mayPass: true };
      }
    }
    return null;
  }

  /** By the clock alone a thread that stands still behind other processes would seem to be at work: it is the lowest of all. */
  private async runWithin(ms: number, task: ReadingTask): Promise<ReadingOutcome> {
    const tooLong = new AbortController();
    const [begun, before] = [performance.now(), process.cpuUsage()];
    const timer = setInterval(() => {
      const { user, system } = process.cpuUsage(before);
      const [passedMs, workedMs] = [performance.now() - begun, (user + system) / 1_000];
      if ((passedMs >= ms && workedMs >= ms) || passedMs >= ms * mostPatience) tooLong.abort();
    }, ms / 10);
    timer.unref();
    try {
      return await this.pool.run(task, { signal: AbortSignal.any([tooLong.signal, this.closing.signal]) });
    } finally {
      clearInterval(timer);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.pool.destroy();
  }

  /** A thread needs a compiled file: where the source itself runs (tests), it is taken from the build. */
  protected workerFile(): string {
    const here = fileURLToPath(import.meta.url);
    const compiled = here.endsWith('.ts') ? here.replace('/apps/core/src/', '/dist/apps/core/src/') : here;
    return compiled.replace(/reading-pool\.[jt]s$/, 'reading.worker.js');
  }
}
