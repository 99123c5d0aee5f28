/** Somebody who looks again within this time is still looking at the same showing. */
const oneShowingMs = 5 * 60_000;

/** What a page asks for again and again is one entry in the journal, not one for each question. In memory: after a start it is a new showing. */
export class Showings {
  private readonly last = new Map<string, number>();

  /** @returns whether it goes on record; then it is being shown */
  begins(employeeId: string, what: string, now = Date.now()): boolean {
    for (const [key, at] of this.last) {
      if (at + oneShowingMs > now) break;
      this.last.delete(key);
    }
    const key = `${employeeId} ${what}`;
    const known = this.last.delete(key);
    this.last.set(key, now);
    return !known;
  }
}
