import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { SETTINGS, type Settings } from '#libs/config';
import type { ReadingOutcome, ReadingTask } from './reading-task.js';

/** One letter may take so long; the usual one takes 5 ms. */
const letterWithinMs = 10_000;
/** Threads cost memory of their own: they end when there is nothing to read. */
const idleMs = 20_000;
const attempts = 2;

/** Worker threads that read letters. A letter that kills its thread, by memory or by time, harms no other. */
@Injectable()
export class ReadingPool implements OnApplicationShutdown {
  private readonly pool: Piscina<ReadingTask, ReadingOutcome>;
  private closing = false;

  constructor(
    @Inject(SETTINGS)
    { dataDir, storageUrl, masterKeyFile }: Pick<Settings, 'dataDir' | 'storageUrl' | 'masterKeyFile'>,
  ) {
    this.pool = new Piscina({
      filename: workerFile(),
      workerData: { dataDir, storageUrl, masterKeyFile },
      minThreads: 0,
      maxThreads: Math.max(1, Math.min(2, availableParallelism())),
      idleTimeout: idleMs,
      resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 },
    });
    // A thread that dies rejects its task, which is where it is handled.
    this.pool.on('error', () => undefined);
  }

  /** @returns null for a letter that twice ended its thread or took too long */
  async read(task: ReadingTask): Promise<ReadingOutcome | null> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      try {
        return await this.pool.run(task, { signal: AbortSignal.timeout(letterWithinMs) });
      } catch {
        if (this.closing) return { is: 'failed', code: 'reading.stopped', mayPass: true };
      }
    }
    return null;
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    await this.pool.destroy();
  }
}

/** A thread needs a compiled file: where the source itself runs (tests), it is taken from the build. */
function workerFile(): string {
  const here = fileURLToPath(import.meta.url);
  const compiled = here.endsWith('.ts') ? here.replace('/apps/core/src/', '/dist/apps/core/src/') : here;
  return compiled.replace(/reading-pool\.[jt]s$/, 'reading.worker.js');
}
