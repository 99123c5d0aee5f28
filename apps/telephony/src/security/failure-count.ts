/** So many failures within this time are no slip of the finger. */
export const failuresAllowed = 10;
export const countedWithinMs = 10 * 60_000;

/** More strangers than this are not remembered at once: those who were seen longest ago go first. */
const rememberedAtMost = 10_000;

/** Counts failures by who caused them. */
export class FailureCount {
  private readonly moments = new Map<string, number[]>();

  /** @returns how many there were in the time that counts, this one included */
  add(who: string, at: Date): number {
    const since = at.getTime() - countedWithinMs;
    const recent = [...(this.moments.get(who) ?? []).filter((moment) => moment > since), at.getTime()].slice(-1_000);
    this.moments.delete(who);
    this.moments.set(who, recent);
    const [oldest] = this.moments.keys();
    if (this.moments.size > rememberedAtMost && oldest !== undefined) this.moments.delete(oldest);
    return recent.length;
  }

  forget(who: string): void {
    this.moments.delete(who);
  }
}

const firstBlockMs = 15 * 60_000;
const longestBlockMs = 24 * 60 * 60_000;

/** 15 minutes, then twice as long each time, a day at most. */
export const blockMs = (times: number): number => Math.min(firstBlockMs * 2 ** (times - 1), longestBlockMs);
