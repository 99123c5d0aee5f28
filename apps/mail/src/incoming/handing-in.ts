import { pause } from '#libs/supervision';

/** Whether anybody is handing a letter in, and since when nobody is. By the clock that nobody sets, in milliseconds. */
export class HandingIn {
  private underWay = 0;
  private lastAt = -Infinity;

  async during<T>(work: Promise<T>): Promise<T> {
    this.underWay++;
    try {
      return await work;
    } finally {
      this.underWay--;
      this.lastAt = performance.now();
    }
  }

  /** Nobody is, and nobody has for so long. */
  isQuietFor(ms: number): boolean {
    return this.underWay === 0 && performance.now() - this.lastAt >= ms;
  }

  /** Resolves then, or at the latest at the end of patience. */
  async untilQuiet(forMs: number, latest: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isQuietFor(forMs) && performance.now() < latest) await pause(forMs, signal);
  }
}
