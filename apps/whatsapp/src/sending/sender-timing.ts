export interface SenderTiming {
  /** How often the queue is looked at when nobody nudges. */
  readonly pollMs: number;
  /** A driver that says nothing for so long has perhaps sent it. */
  readonly sendMs: number;
  /** What is under way when we stop gets this long. */
  readonly stopMs: number;
  /** A number that has just been started gets this long before its messages are said to wait. */
  readonly startingMs: number;
  /** What waits for its number is looked at again this often; being ready hurries it. */
  readonly holdMs: number;
  /** What may have left is looked for after this, and then this often for an hour. */
  readonly firstLookMs: number;
  readonly lookEveryMs: number;
  readonly giveUpAfterMs: number;
  /** @param attempts how often it has been tried by now, from 1 */
  retry: (attempts: number) => number;
}

const minuteMs = 60_000;

/** Retries after 15, 30, 60 seconds … up to a quarter of an hour; a message is given up after a day: later nobody expects it. */
export const usualSenderTiming: SenderTiming = {
  pollMs: 1_000,
  sendMs: 10 * minuteMs,
  stopMs: 5_000,
  startingMs: 10_000,
  holdMs: 30_000,
  firstLookMs: minuteMs,
  lookEveryMs: 10 * minuteMs,
  giveUpAfterMs: 24 * 60 * minuteMs,
  retry: (attempts) => Math.min(15_000 * 2 ** Math.min(attempts - 1, 10), 15 * minuteMs) * (1 + Math.random() / 10),
};
