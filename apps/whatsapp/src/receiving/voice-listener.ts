import { fileURLToPath } from 'node:url';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import type { VoiceFacts } from './voice.worker.js';

/** The thread ends when nobody has spoken for so long. */
const idleMs = 20_000;
const noteWithinMs = 20_000;

/** Voice notes larger than this keep their sound and get no picture of it: sixteen megabytes are hours of speech. */
export const listenedAtMost = 16 * 1024 * 1024;

/** Hears how long a voice note is, and how loud where. */
@Injectable()
export class VoiceListener implements OnApplicationShutdown {
  private readonly pool: Piscina<Uint8Array, VoiceFacts | null>;

  constructor() {
    this.pool = new Piscina({
      filename: this.workerFile(),
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: idleMs,
      // Of the decoder's own; samples lie outside of it, and are bounded by being heard piece by piece.
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    this.pool.on('error', () => undefined);
  }

  /** null: it is not Opus, or cannot be decoded; nothing depends on it. */
  async listen(bytes: Buffer): Promise<VoiceFacts | null> {
    return this.pool.run(bytes, { signal: AbortSignal.timeout(noteWithinMs) }).catch(() => null);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }

  /** A thread needs a compiled file: where the source itself runs (tests), it is taken from the build. */
  private workerFile(): string {
    const here = fileURLToPath(import.meta.url);
    const compiled = here.endsWith('.ts') ? here.replace('/apps/whatsapp/src/', '/dist/apps/whatsapp/src/') : here;
    return compiled.replace(/voice-listener\.[jt]s$/, 'voice.worker.js');
  }
}
