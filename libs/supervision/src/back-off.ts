import { setTimeout as sleep } from 'node:timers/promises';

/** Waits that double, with up to a quarter of jitter either way so that many sessions do not come back in step. */
export class BackOff {
  private failures = 0;

  /** @param random 0 up to 1; given by tests */
  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  next(): number {
    const plain = Math.min(this.firstMs * 2 ** this.failures++, this.longestMs);
    return Math.round(plain * (0.75 + this.random() / 2));
  }

  reset(): void {
    this.failures = 0;
  }
}

/** Waits, or comes back at once when the signal is given; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
