interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What comes in while others are being worked goes together in the next batch: alone a thing waits for nobody, and of a hundred at once
 * many share what one costs. Where a batch fails each of it is tried alone, so that nobody pays for another's fault.
 */
export class Together<T, R> {
  private readonly waiting: Waiting<T, R>[] = [];
  private working = 0;

  /** @param work as many results as it was given things, in their order */
  constructor(
    private readonly work: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly limits: { readonly mostAtOnce: number; readonly batchesAtOnce: number },
  ) {}

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.begin();
    });
  }

  private begin(): void {
    while (this.waiting.length > 0 && this.working < this.limits.batchesAtOnce) {
      this.working++;
      void this.run(this.waiting.splice(0, this.limits.mostAtOnce)).finally(() => {
        this.working--;
        this.begin();
      });
    }
  }

  private async run(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.work(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, at) => resolve(results[at]!));
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      else await Promise.all(batch.map((one) => this.run([one])));
    }
  }
}
