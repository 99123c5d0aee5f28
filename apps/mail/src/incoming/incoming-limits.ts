export interface IncomingLimits {
  /** Waiting bytes beyond which nothing more is taken. */
  readonly bytes: number;
  readonly batchRecords: number;
  /** While letters keep coming: whoever hands one in waits for a part of a batch. */
  readonly busyBatchRecords: number;
  readonly batchBytes: number;
  /** Nobody has handed anything in for so long: there is time to store. */
  readonly quietMs: number;
  /** So long a record waits for such a moment. */
  readonly patienceMs: number;
  /** While letters keep coming, what was stored a moment ago is worked on first, for so long at most. */
  readonly restMs: number;
  /** At the end of the process. */
  readonly stopMs: number;
}

export const usualIncomingLimits: IncomingLimits = {
  bytes: 1024 * 1024 * 1024,
  batchRecords: 100,
  busyBatchRecords: 25,
  batchBytes: 4 * 1024 * 1024,
  quietMs: 15,
  patienceMs: 3_000,
  restMs: 500,
  stopMs: 1_000,
};
