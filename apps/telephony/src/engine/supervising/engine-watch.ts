import type { Ari } from '../ari/ari.js';
import { pause } from '#libs/supervision';
import { isAlive, type ProcessMark } from './engine-process.js';

export interface WatchTiming {
  /** How often it is looked whether the process lives. */
  readonly lookEveryMs: number;
  /** How often the engine is asked whether it still thinks. */
  readonly pingEveryMs: number;
  readonly pingWithinMs: number;
  /** So many answers in a row that did not come make it hung. */
  readonly misses: number;
}

export type WatchEnd = 'gone' | 'hung' | 'stopped';

/**
 * Watches an engine that is up, whoever started it.
 * @param tick called after each ping that was answered
 * @returns why it ended
 */
export async function watchEngine(
  mark: ProcessMark,
  ari: Ari,
  timing: WatchTiming,
  stopped: AbortSignal,
  tick: () => Promise<void>,
): Promise<WatchEnd> {
  let missed = 0;
  let pingAt = 0;
  while (!stopped.aborted) {
    if (!(await isAlive(mark))) return 'gone';
    if (performance.now() >= pingAt) {
      try {
        await ari.system.ping(timing.pingWithinMs);
        missed = 0;
        await tick();
      } catch {
        // It may have died under the question: the next look says so.
        if (await isAlive(mark)) missed++;
      }
      if (missed >= timing.misses) return 'hung';
      pingAt = performance.now() + timing.pingEveryMs;
    }
    await pause(timing.lookEveryMs, stopped);
  }
  return 'stopped';
}
