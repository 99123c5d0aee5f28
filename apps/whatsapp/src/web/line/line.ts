import { z } from 'zod';
import { asAppError, Bug, fromWire, OperationalError } from '#libs/errors';
import type { Asks, ReplyOn, RequestOn } from './asks.js';

/** The other process: `ChildProcess` here, `process` there. */
export interface Other {
  readonly connected: boolean;
  send?(message: unknown, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

export type Answering<A extends Asks> = {
  readonly [K in keyof A]: (request: RequestOn<A, K>) => Promise<ReplyOn<A, K>>;
};

const onLine = z.discriminatedUnion('is', [
  z.object({ is: z.literal('ask'), n: z.int(), what: z.string(), request: z.unknown() }),
  z.object({ is: z.literal('answer'), n: z.int(), reply: z.unknown() }),
  z.object({
    is: z.literal('refusal'),
    n: z.int(),
    error: z.object({
      code: z.string(),
      kind: z.enum(['user', 'operational', 'bug']),
      details: z.record(z.string(), z.unknown()),
    }),
  }),
  z.object({ is: z.literal('news'), news: z.unknown() }),
]);

/** The other side has gone, or does not answer in time: what was asked may have been done. */
export class LineBroken extends OperationalError {
  constructor(readonly because: 'gone' | 'silent') {
    super(`whatsapp.session-${because}`);
  }
}

/** Asks and answers between a number's session and us, over the channel that `fork` gives. Everything is checked on arrival. */
export class Line<Mine extends Asks, Theirs extends Asks, N = never> {
  private readonly open = new Map<number, { resolve: (reply: unknown) => void; reject: (error: Error) => void }>();
  private last = 0;

  /**
   * @param mine what the other side may ask here
   * @param theirs what we may ask there
   * @param news what it may tell; null: nothing
   */
  constructor(
    private readonly other: Other,
    private readonly mine: Mine,
    private readonly theirs: Theirs,
    private readonly answering: Answering<Mine>,
    private readonly news: { readonly schema: z.ZodType<N>; readonly take: (news: N) => void } | null = null,
  ) {
    other.on('message', (message) => void this.take(message));
    other.on('disconnect', () => this.break());
  }

  /** @throws LineBroken; and what the other side threw, by its code */
  async ask<K extends keyof Theirs & string>(
    what: K,
    request: RequestOn<Theirs, K>,
    withinMs: number,
  ): Promise<ReplyOn<Theirs, K>> {
    const n = ++this.last;
    let timer: NodeJS.Timeout | undefined;
    try {
      const reply = await new Promise<unknown>((resolve, reject) => {
        this.open.set(n, { resolve, reject });
        timer = setTimeout(() => reject(new LineBroken('silent')), withinMs);
        this.put({ is: 'ask', n, what, request }, () => reject(new LineBroken('gone')));
      });
      return this.theirs[what]!.reply.parse(reply) as ReplyOn<Theirs, K>;
    } finally {
      clearTimeout(timer);
      this.open.delete(n);
    }
  }

  tell(news: unknown): void {
    this.put({ is: 'news', news }, () => undefined);
  }

  /** Nothing will be answered any more. */
  break(): void {
    for (const { reject } of this.open.values()) reject(new LineBroken('gone'));
  }

  private put(message: unknown, failed: () => void): void {
    if (!this.other.connected || !this.other.send) return failed();
    this.other.send(message, (error) => {
      if (error) failed();
    });
  }

  private async take(message: unknown): Promise<void> {
    const { data } = onLine.safeParse(message);
    switch (data?.is) {
      case 'answer':
        return this.open.get(data.n)?.resolve(data.reply);
      case 'refusal':
        return this.open.get(data.n)?.reject(fromWire(data.error));
      case 'news': {
        const news = this.news?.schema.safeParse(data.news);
        if (news?.success) this.news?.take(news.data);
        return;
      }
      case 'ask':
        return this.answer(data.n, data.what, data.request);
      case undefined:
        return;
    }
  }

  private async answer(n: number, what: string, request: unknown): Promise<void> {
    try {
      const schema = this.mine[what];
      if (!schema) throw new Bug('whatsapp.line-unknown-ask', { what });
      const checked = schema.request.safeParse(request);
      if (!checked.success) throw new Bug('whatsapp.line-bad-ask', { what, problems: problemsOf(checked.error) });
      const reply = await this.answering[what]!(checked.data as never);
      this.put({ is: 'answer', n, reply }, () => undefined);
    } catch (error) {
      this.put({ is: 'refusal', n, error: asAppError(error).toWire() }, () => undefined);
    }
  }
}

/** Where it is wrong, never what stands there. */
function problemsOf(error: z.ZodError): string[] {
  return error.issues.slice(0, 5).map(({ path, code }) => `${path.join('.')}: ${code}`);
}
