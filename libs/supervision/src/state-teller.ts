import { isDeepStrictEqual } from 'node:util';
import { pause } from './back-off.js';

/** Progress alone is told this often at most; a change of state or code at once. */
const progressEveryMs = 2_000;

/** What stands behind progress: a change of either of these is told at once. */
export interface TellableState {
  readonly state: string;
  readonly code: string | null;
}

/** Tells the newest state of one thing, in order, and nothing twice. What cannot be told now is told later, if it still holds. */
export class StateTeller<S extends TellableState> {
  private latest: S | null = null;
  private told: S | null = null;
  private toldAt = -Infinity;
  /** Falls in the same step in which the last look finds nothing new: a state that comes right after it is not overlooked. */
  private busy = false;
  private telling: Promise<void> = Promise.resolve();
  private readonly hurry = new AbortController();

  /** @param publish may fail: then it is tried again */
  constructor(private readonly publish: (state: S) => Promise<void>) {}

  tell(state: S): void {
    this.latest = state;
    if (this.busy) return;
    this.busy = true;
    this.telling = this.work();
  }

  /** Waits until the newest state has been told, or could not be. */
  async finish(): Promise<void> {
    this.hurry.abort();
    await this.telling;
  }

  private async work(): Promise<void> {
    for (let failures = 0; this.latest && !isDeepStrictEqual(this.latest, this.told);) {
      if (this.latest.state === this.told?.state && this.latest.code === this.told.code) {
        await pause(this.toldAt + progressEveryMs - performance.now(), this.hurry.signal);
      }
      const state = this.latest;
      try {
        await this.publish(state);
        this.told = state;
        this.toldAt = performance.now();
      } catch {
        // The database is away: whoever else uses it says so. The state waits until it is back.
        if (this.hurry.signal.aborted && ++failures > 1) break;
        await pause(progressEveryMs, this.hurry.signal);
      }
    }
    this.busy = false;
  }
}
