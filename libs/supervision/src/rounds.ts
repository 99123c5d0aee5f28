const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Work that comes round, every so often and whenever it is asked for, one round at a time. However often it is asked for during a round, one more
 * follows: what was there before the asking is never missed, and nothing piles up behind a slow round.
 *
 * Each comes at a moment of its own within its span: all at once they would want a connection to the database each, and every connection that is
 * kept costs the server some 10 MB.
 */
export class Rounds {
  private static begun = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  private ending = false;

  /** @param failed is given what a round threw; the next one comes all the same */
  constructor(
    private readonly round: () => Promise<unknown>,
    private readonly failed: (thrown: unknown) => void,
  ) {}

  /** The end was asked for: a long round looks at this between its steps. */
  get ended(): boolean {
    return this.ending;
  }

  /** The first round comes after half of the span at the earliest, and then one in each. */
  begin(everyMs: number): void {
    // Steps of the golden ratio lie far from each other, however many there are.
    const moment = ((++Rounds.begun * goldenRatio) % 1) * everyMs;
    const wait = () => {
      const left = everyMs - ((performance.now() + everyMs - moment) % everyMs);
      // By the clock and not by the last round: a busy second must not bring them all together for good. One that comes early is not early twice.
      this.timer = setTimeout(come, left < everyMs / 2 ? left + everyMs : left).unref();
    };
    const come = () => {
      wait();
      void this.soon();
    };
    wait();
  }

  /** @returns when a round that began after this call is over, or there will be none any more; never throws */
  soon(): Promise<void> {
    if (this.ending) return Promise.resolve();
    if (this.next) return this.next;
    if (!this.running) return this.go();
    this.next = this.running.then(() => {
      this.next = null;
      return this.ending ? undefined : this.go();
    });
    return this.next;
  }

  /** Afterwards nothing of it runs. */
  async end(): Promise<void> {
    this.ending = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private go(): Promise<void> {
    this.running = Promise.resolve()
      .then(() => this.round())
      .then(() => undefined, this.failed)
      .finally(() => (this.running = null));
    return this.running;
  }
}
