import type WAWebJS from 'whatsapp-web.js';
import { OperationalError } from '#libs/errors';

/** The page does not answer: it froze, fell, or is being loaded anew. */
export class PageSilent extends OperationalError {
  constructor(cause?: unknown) {
    super('whatsapp.page-silent', {}, { cause });
  }
}

/** Asks of the page, each with a limit of its own: a page that has crashed answers never, not even with an error. */
export class Page {
  constructor(private readonly client: WAWebJS.Client) {}

  /** @throws PageSilent; and what the page itself threw */
  async run<A extends unknown[], R>(inside: (...args: A) => R, args: A, withinMs = 15_000): Promise<Awaited<R>> {
    const { pupPage } = this.client;
    if (!pupPage || pupPage.isClosed()) throw new PageSilent();
    const answer: Promise<Awaited<R>> = pupPage.evaluate(inside as (...given: unknown[]) => R, ...args);
    return within(answer, withinMs);
  }
}

/** @throws PageSilent when it takes longer; what comes afterwards is nobody's */
export async function within<T>(asked: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new PageSilent()), withinMs)));
  asked.catch(() => undefined);
  try {
    return await Promise.race([asked, limit]);
  } finally {
    clearTimeout(timer);
  }
}
