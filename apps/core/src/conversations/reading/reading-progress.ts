/** Where a thread is with the letters that it was given: both threads look at the same memory, so that neither waits for the other's answer. */
export class ReadingProgress {
  /** The letter that is being read, and before which one the thread stops. */
  readonly shared: Int32Array;

  /** @param of letters, or what another thread shares */
  constructor(of: number | Int32Array) {
    this.shared = typeof of === 'number' ? new Int32Array(new SharedArrayBuffer(8)) : of;
    if (typeof of === 'number') Atomics.store(this.shared, 1, of);
  }

  /** From 0, in the order in which they were given. */
  get at(): number {
    return Atomics.load(this.shared, 0);
  }

  /** @returns false: there is none, or it is no longer wanted from here */
  begin(n: number): boolean {
    if (n >= Atomics.load(this.shared, 1)) return false;
    Atomics.store(this.shared, 0, n);
    return true;
  }

  /** The letter under way is the last. @returns the place of the next one, which begins elsewhere */
  stopHere(): number {
    const next = this.at + 1;
    Atomics.store(this.shared, 1, next);
    return next;
  }
}
