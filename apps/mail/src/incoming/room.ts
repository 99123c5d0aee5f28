/** Of its time this thread may be at work for so much and still answer whoever waits at once. */
const busyFrom = 0.6;

/** Whether this thread has time to spare. */
export class Room {
  private seen = performance.eventLoopUtilization();

  /** It had, since this was asked last. */
  isThere(): boolean {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.seen);
    this.seen = now;
    return utilization < busyFrom;
  }
}
