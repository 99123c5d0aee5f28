import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { SETTINGS, type Settings } from '#libs/config';
import { ReadingProgress } from './reading-progress.js';
import type { ReadingOrder, ReadingOutcome, ReadingTask } from './reading-task.js';

/** Threads cost memory of their own: they end when there is nothing to read. */
const idleMs = 20_000;
const attempts = 2;
/** By the clock a letter may take so many times the work that it is allowed. */
const mostPatience = 12;
const threads = 2;
/** A letter that takes so long lets the next ones begin beside it; the start of a thread must not count. */
const heldUpAfterMs = 2_000;
/** A thread is given so many letters at once: for each one alone it waited a third of its time for this thread. */
const together = 8;
const lookEveryMs = 250;

interface Wanted {
  readonly task: ReadingTask;
  readonly answer: (outcome: ReadingOutcome | null) => void;
  failed: number;
}

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
  private readonly pool: Piscina<ReadingOrder, ReadingOutcome[]>;
  /** Also for whoever asks afterwards: a pool that was emptied would begin threads anew. */
  private readonly closing = new AbortController();
  private readonly waiting: Wanted[] = [];
  private underway = 0;
  private heldUp = 0;

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
  read(task: ReadingTask): Promise<ReadingOutcome | null> {
    return new Promise((answer) => {
      this.waiting.push({ task, answer, failed: 0 });
      this.letIn();
    });
  }

  private letIn(): void {
    while (this.waiting.length > 0 && this.underway < Math.min(threads, this.atOnce + this.heldUp))
      void this.readTogether(this.next());
  }

  /** One that has failed is read alone: it must not take the others with it once more. */
  private next(): Wanted[] {
    const failed = this.waiting.findIndex((one) => one.failed > 0);
    const good = failed === -1 ? this.waiting.length : failed;
    return this.waiting.splice(0, Math.max(1, Math.min(together, Math.ceil(good / this.atOnce))));
  }

  private async readTogether(group: Wanted[]): Promise<void> {
    this.underway++;
    const progress = new ReadingProgress(group.length);
    let holdsUp = false;
    const letOthersIn = () => {
      holdsUp = true;
      this.heldUp++;
      this.waiting.unshift(...group.splice(progress.stopHere()));
      this.letIn();
    };
    try {
      const outcomes = await this.runWithin(group, progress, letOthersIn);
      for (const [n, { answer }] of group.entries()) answer(outcomes[n] ?? null);
    } catch {
      this.again(group, progress.at);
    } finally {
      this.underway--;
      if (holdsUp) this.heldUp--;
      this.letIn();
    }
  }

  /** The thread is gone, and with it what it had read: only the letter that was being read has to do with it. */
  private again(group: readonly Wanted[], at: number): void {
    if (this.closing.signal.aborted) {
      for (const { answer } of group) answer({ is: 'failed', code: 'reading.stopped', mayPass: true });
      return;
    }
    const guilty = group[at];
    this.waiting.unshift(...group.filter((one) => one !== guilty));
    // None of them: it had just begun one that is read elsewhere by now.
    if (guilty === undefined) return;
    if (++guilty.failed < attempts) this.waiting.push(guilty);
    else guilty.answer(null);
  }

  /** By the clock alone a thread that stands still behind other processes would seem to be at work: it is the lowest of all. */
  private async runWithin(
    group: readonly Wanted[],
    progress: ReadingProgress,
    heldUp: () => void,
  ): Promise<ReadingOutcome[]> {
    // A machine that is busy with something else must not make a letter unreadable for ever.
    const ms = group[0]!.failed === 0 ? this.letterWithinMs : this.letterWithinMs * 3;
    const tooLong = new AbortController();
    let [at, begun, before, told] = [progress.at, performance.now(), process.cpuUsage(), false];
    const look = () => {
      if (progress.at !== at) [at, begun, before] = [progress.at, performance.now(), process.cpuUsage()];
      const { user, system } = process.cpuUsage(before);
      const [passedMs, workedMs] = [performance.now() - begun, (user + system) / 1_000];
      if ((passedMs >= ms && workedMs >= ms) || passedMs >= ms * mostPatience) tooLong.abort();
      else if (passedMs >= heldUpAfterMs && !told) {
        told = true;
        heldUp();
      }
    };
    const timer = setInterval(look, Math.min(lookEveryMs, ms / 10)).unref();
    try {
      const order = { tasks: group.map(({ task }) => task), progress: progress.shared };
      return await this.pool.run(order, { signal: AbortSignal.any([tooLong.signal, this.closing.signal]) });
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
