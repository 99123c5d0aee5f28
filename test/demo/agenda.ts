/** What people of the demonstration are going to do, until it ends. */
export class Agenda {
  private readonly timers = new Set<NodeJS.Timeout>();

  in(ms: number, what: () => void | Promise<unknown>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      // Done while the gateway ends, it reaches nobody any more.
      Promise.resolve(what()).catch(() => undefined);
    }, ms);
    this.timers.add(timer);
  }

  clear(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
