interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

/**
 * Room for letters that are being fetched and stored, of all folders of all mailboxes together: however many mailboxes are filled in at once,
 * memory stays bounded. First come, first served; what is larger than the whole room enters once it is empty.
 */
export class FetchRoom {
  private taken = 0;
  private readonly waiting: Waiting[] = [];

  constructor(private readonly bytes: number) {}

  /** Resolves once there is room. @returns to be called once, when the bytes are needed no more */
  async enter(bytes: number): Promise<() => void> {
    if (this.waiting.length > 0 || !this.fits(bytes))
      await new Promise<void>((enter) => this.waiting.push({ bytes, enter }));
    else this.taken += bytes;
    return () => {
      this.taken -= bytes;
      this.letIn();
    };
  }

  private letIn(): void {
    for (let next = this.waiting[0]; next && this.fits(next.bytes); next = this.waiting[0]) {
      this.waiting.shift();
      // Taken here and not by whoever waited: others may come before they go on.
      this.taken += next.bytes;
      next.enter();
    }
  }

  private fits(bytes: number): boolean {
    return this.taken === 0 || this.taken + bytes <= this.bytes;
  }
}
