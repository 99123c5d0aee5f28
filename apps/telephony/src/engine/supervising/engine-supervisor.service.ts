import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { asAppError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { BackOff, pause } from '#libs/supervision';
import type { EngineAccess } from '../ari/ari-http.js';
import { Engine } from '../engine.js';
import { configurationDigest } from '../configuration/engine-folder.js';
import { oldestMajor, versionIn, type EngineProgram } from '../finding/engine-program.js';
import { findEngine, installedEngine, type FoundEngine } from '../finding/find-engine.js';
import { installEngine } from '../installing/install-engine.js';
import { endProcess, isAlive } from './engine-process.js';
import { forgetRecord, readRecord, writeRecord, type EngineRecord } from './engine-record.js';
import { rotateLogs } from './engine-logs.js';
import { recordFile, startAndWait } from './engine-start.js';
import { nothingYet } from './engine-state.js';
import { EngineTeller } from './engine-teller.js';
import { pruneTrees } from './engine-trees.js';
import { watchEngine, type WatchTiming } from './engine-watch.js';

export interface SupervisorTiming extends WatchTiming {
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** An engine that lasted so long was a good one: the pauses begin anew. */
  readonly calmAfterMs: number;
  /** How soon an engine is found that somebody installed beside us. */
  readonly lookAgainMs: number;
  /** What is left of an engine that was asked to end. */
  readonly endWithinMs: number;
  /** One that hangs seldom hears that it is asked. */
  readonly hungEndWithinMs: number;
}

const usualTiming: SupervisorTiming = {
  lookEveryMs: 250,
  pingEveryMs: 2_000,
  pingWithinMs: 3_000,
  misses: 2,
  firstPauseMs: 300,
  longestPauseMs: 30_000,
  calmAfterMs: 60_000,
  lookAgainMs: 30_000,
  endWithinMs: 3_000,
  hungEndWithinMs: 1_000,
};

/**
 * Finds, starts, adopts, watches and restarts the telephone engine, and tells how it is. The engine is a process of its own that lives on
 * when we die: calls go on, and the next start finds it again.
 */
@Injectable()
export class EngineSupervisor implements OnApplicationBootstrap, OnApplicationShutdown {
  timing = usualTiming;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private installing: Promise<void> | null = null;
  /** Interrupts a pause: an engine was installed. */
  private wake = new AbortController();
  /** The engine that runs is to be replaced as soon as nobody speaks. */
  private renewWhenIdle = false;
  private record: EngineRecord | null = null;
  private rotateAt = 0;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly engine: Engine,
    private readonly teller: EngineTeller,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** With a live call the engine is left alone: people go on talking, and the next start adopts it. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.wake.abort();
    await this.running;
    await this.installing;
    if (this.record !== null) await this.endUnlessBusy(this.record);
    this.engine.ari.close();
    await this.teller.finish();
  }

  /** @returns false when one is being fetched already, or somebody else runs the engine */
  install(): boolean {
    if (this.installing !== null || this.settings.ariUrl !== null) return false;
    this.installing = this.fetch().finally(() => (this.installing = null));
    return true;
  }

  private async fetch(): Promise<void> {
    if (this.teller.state.state === 'absent' || this.teller.state.state === 'down')
      this.teller.tell({ state: 'installing', code: null, detail: null });
    try {
      await installEngine({
        link: installedEngine(this.settings.dataDir),
        signal: this.stopping.signal,
        progress: (progress) => this.teller.tell({ progress }),
        log: this.log,
      });
      this.renewWhenIdle = true;
      this.teller.tell({ progress: null });
    } catch (error) {
      const { code, details } = asAppError(error);
      this.log.error({ err: error, code }, 'The telephone engine could not be installed');
      const { advice } = details;
      this.teller.tell({
        ...(this.teller.state.state === 'installing' ? { state: 'absent' as const } : {}),
        code,
        detail: typeof advice === 'string' ? advice : null,
        progress: null,
      });
    }
    this.wake.abort();
    this.wake = new AbortController();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const backOff = new BackOff(this.timing.firstPauseMs, this.timing.longestPauseMs);
    while (!signal.aborted) {
      const found = await this.find();
      if (found.is === 'absent') {
        if (this.teller.state.state !== 'installing')
          this.teller.tell({ ...nothingYet, code: this.teller.state.code ?? found.code, detail: found.detail });
        await this.untilWoken(this.timing.lookAgainMs);
        continue;
      }
      const begun = performance.now();
      try {
        if (found.is === 'elsewhere') await this.keepElsewhere(found.access);
        else await this.keep(found.program);
        if (performance.now() - begun > this.timing.calmAfterMs) backOff.reset();
      } catch (error) {
        const { code, kind } = asAppError(error);
        this.log.error({ err: error, code }, 'The telephone engine did not start');
        this.teller.tell({ state: 'down', code, detail: detailOf(error) });
        if (kind === 'user') await this.untilWoken(this.timing.longestPauseMs);
      }
      await this.untilWoken(backOff.next());
    }
  }

  private async find(): Promise<FoundEngine> {
    try {
      return await findEngine(this.settings);
    } catch (error) {
      this.log.error({ err: error }, 'The telephone engine cannot be looked for');
      return { is: 'absent', code: asAppError(error).code, detail: detailOf(error) };
    }
  }

  /** Until it ends, or we do. */
  private async keep(program: EngineProgram): Promise<void> {
    const { signal } = this.stopping;
    const file = recordFile(this.engine.paths);
    const before = await readRecord(file);
    this.renewWhenIdle = false;
    const { version, source } = program;
    this.teller.tell({ state: 'starting', code: null, detail: null, version, source });
    let record = await this.adopt(before);
    if (record !== null) this.renewWhenIdle = await this.isOutdated(record, program);
    else {
      const begun = performance.now();
      record = await startAndWait(program, this.settings, this.engine.paths, this.engine.ari, before, signal);
      await writeRecord(file, record);
      const tookMs = Math.round(performance.now() - begun);
      this.log.info({ pid: record.pid, version: record.version, tookMs }, 'the telephone engine runs');
    }
    this.record = record;
    await pruneTrees(installedEngine(this.settings.dataDir), record.modulesFolder);
    this.engine.ari.pointAt(record.access);
    this.teller.tell({ state: 'up', code: null, detail: null, version: record.version, source: record.source });
    const ended = await watchEngine(record, this.engine.ari, this.timing, signal, () => this.tick(record));
    if (ended === 'stopped') return;
    this.engine.ari.pointAt(null);
    this.record = null;
    if (ended === 'hung') await endProcess(record, this.timing.hungEndWithinMs);
    await forgetPid(file, record);
    if (this.renewWhenIdle && ended === 'gone') return;
    const code = ended === 'hung' ? 'telephony.engine-hung' : 'telephony.engine-crashed';
    this.log.error({ pid: record.pid, code }, 'the telephone engine ended by itself');
    this.teller.tell({ state: 'down', code, detail: null });
    await this.teller.alarm(code);
  }

  /** An engine of an earlier run that still lives and thinks. One that lives and does not think is ended. */
  private async adopt(record: EngineRecord | null): Promise<EngineRecord | null> {
    if (record === null || record.pid === 0 || !(await isAlive(record))) return null;
    this.engine.ari.http.pointAt(record.access);
    for (let miss = 0; miss < this.timing.misses; miss++) {
      try {
        await this.engine.ari.system.ping(this.timing.pingWithinMs);
        this.log.info({ pid: record.pid, version: record.version }, 'the telephone engine still runs: taken over');
        return record;
      } catch {
        // Once more, or it is given up.
      }
    }
    this.log.warn(
      { pid: record.pid, code: 'telephony.engine-hung' },
      'the telephone engine of an earlier run does not answer',
    );
    this.engine.ari.http.pointAt(null);
    await endProcess(record, this.timing.endWithinMs);
    return null;
  }

  /** Its settings, its version or the program itself are no longer those that a start would take. */
  private async isOutdated(record: EngineRecord, program: EngineProgram): Promise<boolean> {
    const sip = {
      ...this.settings.sip,
      port: this.settings.sip.port === 0 ? record.ports.sip : this.settings.sip.port,
    };
    const { dataDir } = this.settings;
    const digest = await configurationDigest({ program, sip, dataDir, paths: this.engine.paths }).catch(() => null);
    return digest !== record.digest || program.version !== record.version;
  }

  private async tick(record: EngineRecord): Promise<void> {
    await this.renewIfIdle(record);
    if (performance.now() < this.rotateAt) return;
    this.rotateAt = performance.now() + 60_000;
    await rotateLogs(this.engine.paths, this.engine.ari).catch((error: unknown) => {
      this.log.warn({ err: error }, "The engine's logs could not be begun anew");
    });
  }

  private async renewIfIdle(record: EngineRecord): Promise<void> {
    if (!this.renewWhenIdle || (await this.engine.ari.channels.list()).length > 0) return;
    this.log.info({ pid: record.pid }, 'nobody speaks: the telephone engine is replaced');
    await endProcess(record, this.timing.endWithinMs);
  }

  /** Somebody else starts and ends that one: we only tell how it is. */
  private async keepElsewhere(access: EngineAccess): Promise<void> {
    const { signal } = this.stopping;
    const { ari } = this.engine;
    this.teller.tell({ state: 'starting', code: null, detail: null, source: 'url' });
    ari.pointAt(access);
    const stop = ari.onDown(() => this.teller.tell({ state: 'down', code: 'telephony.engine-away' }));
    try {
      while (!signal.aborted) {
        try {
          const { system } = await ari.system.info();
          const version = versionIn(`Asterisk ${system?.version ?? ''}`);
          if (ari.isUp) this.teller.tell({ state: 'up', code: null, detail: null, version });
        } catch (error) {
          this.teller.tell({ state: 'down', code: asAppError(error).code, detail: detailOf(error) });
        }
        await pause(this.timing.pingEveryMs, signal);
      }
    } finally {
      stop();
    }
  }

  private async endUnlessBusy(record: EngineRecord): Promise<void> {
    let speaking = 0;
    try {
      speaking = (await this.engine.ari.channels.list()).length;
    } catch {
      // It hangs: there is nothing to spare.
    }
    if (speaking > 0) {
      this.log.info({ pid: record.pid, channels: speaking }, 'calls go on: the telephone engine is left running');
      return;
    }
    this.engine.ari.pointAt(null);
    await endProcess(record, this.timing.endWithinMs);
    await forgetPid(recordFile(this.engine.paths), record);
  }

  private async untilWoken(ms: number): Promise<void> {
    await pause(ms, AbortSignal.any([this.stopping.signal, this.wake.signal]));
  }
}

/** The ports and the rest are remembered; that process is no more. */
const forgetPid = (file: string, record: EngineRecord): Promise<void> =>
  writeRecord(file, { ...record, pid: 0, startedAt: null }).catch(() => forgetRecord(file));

function detailOf(error: unknown): string | null {
  const { details } = asAppError(error);
  const { version, port, missing, advice } = details;
  if (typeof version === 'string') return `Asterisk ${version} < ${oldestMajor}`;
  if (typeof port === 'number') return String(port);
  if (Array.isArray(missing)) return missing.slice(0, 5).join(', ');
  return typeof advice === 'string' ? advice : null;
}
