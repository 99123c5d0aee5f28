/**
 * Work that comes round, every so often and whenever it is asked for, one round at a time. However often it is asked for during a round, one more
 * follows: what was there before the asking is never missed, and nothing piles up behind a slow round.
 */
export class Rounds {
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

  begin(everyMs: number): void {
    this.timer = setInterval(() => void this.soon(), everyMs).unref();
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
    clearInterval(this.timer);
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
