import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { Logger } from '#libs/observability';
import { Ami } from './ari/ami.js';
import { Ari } from './ari/ari.js';

/** Folders that the engine and we both use; all below the data folder. */
export interface EnginePaths {
  /** The engine's own folder: configuration, logs, its database. */
  readonly run: string;
  /** Recordings of calls, as they are made: `<UNIQUEID>-in.wav` (what the client says) and `-out.wav` (what the client hears). */
  readonly spool: string;
  /** What ARI's `record` writes: `<name>.wav`. */
  readonly voicemail: string;
  /** Sounds that we made: played as `sound:<sounds>/<file without extension>`. */
  readonly sounds: string;
  /** One line for each call leg that ended: see recordings/call-records.ts. */
  readonly callRecords: string;
}

export function enginePaths(dataDir: string): EnginePaths {
  const run = join(dataDir, 'telephony', 'run');
  return {
    run,
    spool: join(run, 'spool', 'calls'),
    voicemail: join(run, 'spool', 'recording'),
    sounds: join(run, 'sounds'),
    callRecords: join(run, 'log', 'cdr-custom', 'call-records.csv'),
  };
}

/** The telephone engine as the rest of the role sees it: what may be asked of it, and whether it is there. The supervisor keeps it alive. */
@Injectable()
export class Engine {
  readonly ari: Ari;
  readonly ami: Ami;
  readonly paths: EnginePaths;

  constructor(@Inject(SETTINGS) settings: Settings, log: Logger) {
    this.paths = enginePaths(settings.dataDir);
    this.ari = new Ari(log);
    this.ami = new Ami(this.ari.http);
  }

  get isUp(): boolean {
    return this.ari.isUp;
  }

  /** Resolves when events flow; at once when they do. */
  whenUp(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.ari.onUp(() => {
        resolve();
        queueMicrotask(() => stop());
      });
    });
  }

  /** See Ari.onUp: after each start and each gap, ask how things stand. */
  onUp(listener: () => void | Promise<void>): () => void {
    return this.ari.onUp(listener);
  }

  onDown(listener: () => void | Promise<void>): () => void {
    return this.ari.onDown(listener);
  }
}
