/** Lets a bounded number of stores run behind the fetches: the next window is on the wire while the last one goes to disk. */
export class Pipeline {
  private readonly running = new Set<Promise<void>>();
  private failure: { error: unknown } | null = null;

  constructor(private readonly depth: number) {}

  /** Resolves once there is room for the next. @throws the first failure of any that were put in */
  async put(work: Promise<void>): Promise<void> {
    const watched = work
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.running.delete(watched));
    this.running.add(watched);
    while (this.running.size >= this.depth) await Promise.race(this.running);
    if (this.failure) throw this.failure.error;
  }

  /** Waits for all. @throws the first failure */
  async drain(): Promise<void> {
    await Promise.all(this.running);
    if (this.failure) throw this.failure.error;
  }

  /** Waits for all, whatever came of them: what is being stored when a connection dies is stored all the same. */
  async settle(): Promise<void> {
    await Promise.all(this.running);
  }
}
