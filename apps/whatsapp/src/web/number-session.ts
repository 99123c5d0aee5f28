import { asAppError, UserError } from '#libs/errors';
import type { Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import type { DriverSink, Linking, NumberFacts, Standing } from '../driver/driver.port.js';
import type { Errands } from './errands.js';
import { Ladder, type Ended, type Step } from './ladder.js';
import { SessionFolder, type Remembered } from './session-folder.js';
import { SessionLife, type LifeDeps } from './session-life.js';
import type { WebTiming } from './timing.js';
import type { WebSettings } from './web-driver.js';

export interface SessionDeps {
  readonly settings: WebSettings;
  readonly timing: WebTiming;
  readonly sink: DriverSink;
  readonly log: Logger;
}

const noLinking: Linking = { qr: null, pairing: null };
const firstCodeWithinMs = 8_000;
/** A browser may be installed while we run. */
const lookForChromiumEveryMs = 60_000;

/** One number from start to stop: its session's process is raised, watched, and raised again as the ladder says. */
export class NumberSession {
  private readonly folder: SessionFolder;
  private readonly ladder: Ladder;
  private life: SessionLife | null = null;
  private stopping = new AbortController();
  /** Given when somebody acts: whatever waits goes on at once. */
  private wake = new AbortController();
  private linkBy: 'qr' | 'code' | null = null;
  private unlinkWanted = false;
  private browserless = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private facts: NumberFacts,
    private readonly deps: SessionDeps,
  ) {
    const { settings, timing } = deps;
    this.folder = new SessionFolder(settings.dataDir, facts.channelId);
    this.ladder = new Ladder(timing);
  }

  start(): void {
    this.running = this.run();
  }

  /** @returns false where the new settings need a start of their own */
  goesOnWith(facts: NumberFacts): boolean {
    if (facts.settings.number !== this.facts.settings.number) return false;
    this.facts = facts;
    this.life?.groups(facts.settings.groups);
    return true;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake.abort();
    await this.life?.end({ why: 'stopped' });
    await this.running;
  }

  async link(way: 'qr' | 'code' | 'look' | 'cancel'): Promise<Linking> {
    if (way === 'cancel') {
      this.linkBy = null;
      if (this.life?.isLinking) await this.life.end({ why: 'idle' });
      return noLinking;
    }
    if (way !== 'look') {
      // A person is at it: what the ladder has counted so far says nothing any more.
      this.ladder.reset();
      this.linkBy = way;
      if (this.life === null) this.wakeUp();
      else await this.life.linkBy(way);
      await this.untilCode(way);
    }
    return this.life?.linking() ?? noLinking;
  }

  async unlink(): Promise<void> {
    this.unlinkWanted = true;
    if (this.life) await this.life.unlink();
    this.wakeUp();
    await this.untilIdle();
  }

  /** null while the session is not ready. */
  get errands(): Errands | null {
    return this.life?.errands ?? null;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let rest: Step | null = null;
    while (!signal.aborted) {
      try {
        rest = await this.round(rest);
      } catch (error) {
        await this.stumbled(error);
      }
    }
  }

  /** @param rest what the one before came to @returns what this one came to */
  private async round(rest: Step | null): Promise<Step | null> {
    this.awake();
    await this.folder.prepare();
    if (this.unlinkWanted) {
      this.linkBy = null;
      await this.folder.wipe();
      this.unlinkWanted = false;
      rest = null;
      this.tell({ state: 'unlinked', code: null, linked: null, progress: null });
    }
    const remembered = await this.folder.remembered();
    if (remembered === null && this.linkBy === null) {
      this.tell({ state: 'unlinked', code: rest?.code ?? null, linked: null, progress: null });
      await this.sleep(null);
      return rest;
    }
    const end = await this.live(remembered);
    if (end === null) return rest;
    const step = this.ladder.after(end.ended, end.stoodForMs);
    await this.takeStep(end.ended, step);
    return step;
  }

  /** A full disk, a folder that is not ours, a trial that broke off: a fall like any other. What only a person can change waits for one. */
  private async stumbled(error: unknown): Promise<void> {
    const { code } = asAppError(error);
    this.deps.log.error({ err: error, code }, 'A session could not be raised');
    if (error instanceof UserError) {
      this.browserless = true;
      this.tell({ state: 'waiting', code, progress: null });
      return this.sleep(null);
    }
    const ended = { why: 'fell', code: 'whatsapp.session-broken' } as const;
    await this.takeStep(ended, this.ladder.after(ended, 0));
  }

  /** @returns null where there is no browser to live in */
  private async live(remembered: Remembered | null): Promise<{ ended: Ended; stoodForMs: number } | null> {
    const deps: LifeDeps = {
      ...this.deps,
      facts: () => this.facts,
      folder: this.folder,
      tell: (standing) => this.tell(standing),
      alarm: (code, details) => void this.raise({ code, severity: 'alarm', details }),
    };
    const life = await SessionLife.begin(deps, remembered, this.linkBy ?? 'qr');
    this.browserless = life === null;
    if (life === null) {
      this.tell({ state: 'waiting', code: 'whatsapp.no-chromium' });
      await this.sleep(lookForChromiumEveryMs);
      return null;
    }
    this.life = life;
    this.awake();
    if (this.stopping.signal.aborted) void life.end({ why: 'stopped' });
    try {
      return await life.over;
    } finally {
      this.life = null;
    }
  }

  private async takeStep(ended: Ended, step: Step): Promise<void> {
    const { log } = this.deps;
    if (ended.why === 'stopped') return;
    // Linked or given up: the next QR is shown when somebody asks for one.
    if (ended.why !== 'fell' || (await this.folder.remembered()) !== null) this.linkBy = null;
    if (step.wipe) await this.folder.wipe();
    log.warn({ why: ended.why, code: step.code, againInMs: step.againInMs }, 'A session ended');
    this.tell({ state: step.state, code: step.code, progress: null, ...(step.wipe ? { linked: null } : {}) });
    if (step.alarm) await this.raise(step.alarm);
    if (!step.wipe && ended.why !== 'idle') await this.sleep(step.againInMs);
  }

  /** The same within an hour is one alert. */
  private async raise(alarm: Omit<Parameters<DriverSink['alarm']>[1], 'once'>): Promise<void> {
    const { channelId } = this.facts;
    const once = `${alarm.code}:${channelId}:${new Date().toISOString().slice(0, 13)}`;
    await this.deps.sink.alarm(channelId, { ...alarm, once }).catch((error: unknown) => {
      this.deps.log.error({ err: error, code: alarm.code }, 'An alarm could not be raised');
    });
  }

  private tell(standing: Standing): void {
    const { standIn } = this.deps.settings.whatsapp;
    const whole = standIn === null ? standing : { ...standing, detail: `stand-in at ${standIn}` };
    this.deps.sink.standing(this.facts.channelId, whole);
  }

  /** @param ms null: until somebody acts */
  private async sleep(ms: number | null): Promise<void> {
    if (!this.stopping.signal.aborted) await pause(ms ?? 2 ** 31 - 1, this.wake.signal);
  }

  /** What somebody wanted before is being done: the next wait is a wait again. */
  private awake(): void {
    if (this.wake.signal.aborted) this.wake = new AbortController();
  }

  private wakeUp(): void {
    this.wake.abort();
  }

  /** Whoever asked for a code sees it at once where it comes soon; later ones are told by `linkingMoved`. */
  private async untilCode(way: 'qr' | 'code'): Promise<void> {
    const until = performance.now() + firstCodeWithinMs;
    while (performance.now() < until && !this.stopping.signal.aborted && !this.browserless) {
      const shown = this.life?.linking();
      if (shown && (way === 'qr' ? shown.qr : shown.pairing) !== null) return;
      if (this.life !== null && !this.life.mayShowCode) return;
      await pause(50, this.stopping.signal);
    }
  }

  private async untilIdle(): Promise<void> {
    const until = performance.now() + firstCodeWithinMs;
    while (performance.now() < until && this.unlinkWanted && !this.stopping.signal.aborted) {
      await pause(50, this.stopping.signal);
    }
  }
}
