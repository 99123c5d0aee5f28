/** A wait that can be cut short. A ring that comes while nobody waits is kept for the next wait. */
export class Alarm {
  private rung = false;
  private wake: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** It has rung, and nobody has waited for it since. */
  get isRinging(): boolean {
    return this.rung;
  }

  /** Until it rings, or for `ms`. */
  async wait(ms: number): Promise<void> {
    if (!this.rung) await this.sleep(ms);
    this.rung = false;
  }

  /** For `ms` however often it rings: what is being waited for does not come sooner by asking. Only `enough` ends it. */
  async waitThrough(ms: number, enough: () => boolean): Promise<void> {
    const until = performance.now() + ms;
    for (let left = ms; left > 0 && !enough(); left = until - performance.now()) await this.sleep(left);
    this.rung = false;
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.wake = done;
    });
  }
}
