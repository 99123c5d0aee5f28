import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { SETTINGS, type Settings } from '#libs/config';
import type { InspectionOutcome, InspectionTask } from './inspection.js';

/** A thread costs memory of its own, and so does the process that it keeps. */
const idleMs = 20_000;

/** The worker thread that looks through attachments: one, because nobody waits for the second. */
@Injectable()
export class InspectionPool implements BeforeApplicationShutdown, OnApplicationShutdown {
  /** All parts of one task, by the clock: as much as their scanner and their reader may take together. */
  protected readonly taskWithinMs: number = 900_000;
  private readonly pool: Piscina<InspectionTask, InspectionOutcome>;
  private readonly closing = new AbortController();

  constructor(
    @Inject(SETTINGS)
    { dataDir, storageUrl, masterKeyFile, clamd }: Pick<Settings, 'dataDir' | 'storageUrl' | 'masterKeyFile' | 'clamd'>,
  ) {
    this.pool = new Piscina({
      filename: workerFile(),
      workerData: { dataDir, storageUrl, masterKeyFile, clamd: clamd?.address ?? null },
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: idleMs,
      resourceLimits: { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 8 },
    });
    // A thread that dies rejects its task, which is where it is handled.
    this.pool.on('error', () => undefined);
  }

  /** @returns null for what ended its thread, by time or by memory */
  async inspect(task: InspectionTask): Promise<InspectionOutcome | null> {
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(this.taskWithinMs), this.closing.signal]);
      return await this.pool.run(task, { signal });
    } catch {
      return this.closing.signal.aborted ? { is: 'failed', code: 'inspection.stopped', mayPass: true } : null;
    }
  }

  /** What is looked at just now goes on waiting in the queue: nobody waits for a scanner at the end. */
  beforeApplicationShutdown(): void {
    this.closing.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }
}

/** As for the reading: a thread needs a compiled file. */
function workerFile(): string {
  const here = fileURLToPath(import.meta.url);
  const compiled = here.endsWith('.ts') ? here.replace('/apps/core/src/', '/dist/apps/core/src/') : here;
  return compiled.replace(/inspection-pool\.[jt]s$/, 'inspection.worker.js');
}
