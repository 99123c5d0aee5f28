import { usualLineTiming, type LineTiming } from './smtp-line.js';

export interface SenderTiming {
  line: LineTiming;
  /** How often the queue is looked at when nobody nudges. */
  pollMs: number;
  atOncePerChannel: number;
  /** Claimed at once for each line of a channel: the one that it sends, and those that it goes on with. */
  claimedPerLine: number;
  /** What is being sent for longer than this is shown so. */
  tellAfterMs: number;
  /** A line without work is kept this long for the next letter. */
  keepIdleMs: number;
  signOfLifeMs: number;
  /** A claim without a sign of life for this long is taken away. */
  silentForMs: number;
  /** Letters under way when we stop get this long to end by themselves. */
  stopMs: number;
  giveUpAfterMs: number;
  /** @param attempts how often it has been tried by now, from 1 */
  retry: (attempts: number) => number;
}

const minuteMs = 60_000;

/** Retries after 1, 2, 4, … minutes up to 4 hours, each up to a tenth late so that many letters do not come back in step; given up after 3 days. */
export const usualSenderTiming: SenderTiming = {
  line: usualLineTiming,
  pollMs: 1_000,
  atOncePerChannel: 5,
  claimedPerLine: 4,
  tellAfterMs: 1_000,
  keepIdleMs: 15_000,
  signOfLifeMs: 10_000,
  silentForMs: 45_000,
  stopMs: 2_000,
  giveUpAfterMs: 3 * 24 * 60 * minuteMs,
  retry: (attempts) =>
    Math.min(minuteMs * 2 ** Math.min(attempts - 1, 20), 4 * 60 * minuteMs) * (1 + Math.random() / 10),
};
