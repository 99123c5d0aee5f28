/** So many letters at once are a mailbox being filled in, not people writing. */
const burstFrom = 8;
/** How many of the usual pauses between two captures may pass before it is over; within bounds, in ms. */
const pauses = 3;
const endsAfterAtLeast = 400;
const endsAfterAtMost = 2_000;
/** Nobody's letter waits longer than this to be read because others are still being captured. */
const givenWayAtMost = 20_000;

/**
 * Whether letters are being captured in such numbers that reading them would only hold them up. On a busy machine captures are further apart,
 * so it goes by the pauses there were: what begins to read between two of them takes memory and both cores for nothing.
 * All times in ms of the clock that nobody sets.
 */
export class Burst {
  private begun: { since: number; last: number; pause: number } | null = null;

  captured(letters: number, now: number): void {
    if (letters < burstFrom) return;
    const { begun } = this;
    if (begun === null || now > this.ends(begun)) this.begun = { since: now, last: now, pause: 0 };
    else this.begun = { ...begun, last: now, pause: Math.max(now - begun.last, begun.pause * 0.8) };
  }

  lasts(now: number): boolean {
    const { begun } = this;
    return begun !== null && now < this.ends(begun) && now - begun.since < givenWayAtMost;
  }

  /** Of the first nobody knows yet what pauses there will be. */
  private ends({ last, since, pause }: { last: number; since: number; pause: number }): number {
    const after = last === since ? endsAfterAtMost / 2 : Math.min(endsAfterAtMost, pause * pauses);
    return last + Math.max(endsAfterAtLeast, after);
  }
}
