import { pause } from '#libs/supervision';
import type { Standing } from '../driver/driver.port.js';

const againMs = 2_000;

/** Tells how a number stands, in order; what comes while something is being told goes with the next. Nothing is lost to a database that is away. */
export class StandingTeller {
  private waiting: Standing | null = null;
  private telling: Promise<void> | null = null;
  private readonly hurry = new AbortController();

  constructor(private readonly publish: (standing: Standing) => Promise<void>) {}

  tell(standing: Standing): void {
    this.waiting = { ...this.waiting, ...standing };
    this.telling ??= this.work().finally(() => (this.telling = null));
  }

  /** Waits until the last word is told, or could not be. */
  async finish(): Promise<void> {
    this.hurry.abort();
    await this.telling;
  }

  private async work(): Promise<void> {
    while (this.waiting !== null) {
      const standing = this.waiting;
      this.waiting = null;
      try {
        await this.publish(standing);
      } catch {
        // The database is away: whoever else uses it says so.
        if (this.hurry.signal.aborted) return;
        this.waiting = { ...standing, ...(this.waiting as Standing | null) };
        await pause(againMs, this.hurry.signal);
      }
    }
  }
}
