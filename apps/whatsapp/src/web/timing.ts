const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** Every wait of a number's session. Tests are quicker. */
export interface WebTiming {
  /** The page shows a QR, or goes on with its session, within this of its start. */
  readonly startWithinMs: number;
  /** Between the phone's consent (or a restart) and `ready`. A large account is long in coming. */
  readonly syncWithinMs: number;
  readonly probeEveryMs: number;
  readonly probeWithinMs: number;
  /** The page says that it has no connection for so long: it is raised anew. */
  readonly offlineForMs: number;
  /** Back-off between falls, and for how long a session must have stood for the count to begin anew. */
  readonly againFirstMs: number;
  readonly againLongestMs: number;
  readonly stableAfterMs: number;
  /** So many falls without standing in between: a person is told, and it is tried this rarely. */
  readonly fallsUntilAlarm: number;
  readonly seldomMs: number;
  /** Somebody uses the same account elsewhere: we come back after these, then leave it to a person. */
  readonly conflictMs: readonly number[];
  /** Nobody looked at the QR for so long: the browser is not kept for it. */
  readonly linkingIdleMs: number;
  /** After the first `ready` Chromium must have written its session to disk before it may be ended. */
  readonly settleMs: number;
  /** Looked back once more so long after a connection came: what the page missed comes to it one by one. */
  readonly afterConnectMs: readonly number[];
  readonly tallyEveryMs: number;
  readonly stopWithinMs: number;
  readonly sendWithinMs: number;
  readonly mediaWithinMs: number;
}

export const usualWebTiming: WebTiming = {
  startWithinMs: 90 * secondMs,
  syncWithinMs: 10 * minuteMs,
  probeEveryMs: 10 * secondMs,
  probeWithinMs: 5 * secondMs,
  offlineForMs: 3 * minuteMs,
  againFirstMs: 2 * secondMs,
  againLongestMs: 5 * minuteMs,
  stableAfterMs: 5 * minuteMs,
  fallsUntilAlarm: 8,
  seldomMs: 15 * minuteMs,
  conflictMs: [minuteMs, 5 * minuteMs, 15 * minuteMs],
  linkingIdleMs: 10 * minuteMs,
  settleMs: 10 * secondMs,
  afterConnectMs: [30 * secondMs, 2 * minuteMs],
  tallyEveryMs: 60 * minuteMs,
  stopWithinMs: 6 * secondMs,
  sendWithinMs: 90 * secondMs,
  mediaWithinMs: 5 * minuteMs,
};
