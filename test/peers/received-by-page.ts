import type { Page } from 'playwright-core';

/** Writes down all that crosses the wire to a page of a browser: bodies of HTTP answers, and the frames of web sockets. */
export class ReceivedByPage {
  /** As text, in order of arrival, each behind its address. */
  readonly received: string[] = [];
  private readonly reading = new Set<Promise<void>>();

  constructor(page: Page) {
    page.on('response', (response) => {
      const read = response.body().then(
        (body) => void this.received.push(`${response.url()}\n${body.toString('utf8')}`),
        // A redirect has no body, and neither has an answer whose page is gone.
        () => undefined,
      );
      this.reading.add(read);
      void read.finally(() => this.reading.delete(read));
    });
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => void this.received.push(`${socket.url()}\n${payload.toString()}`));
    });
  }

  /** Everything that has come so far, once the bodies on their way are read. */
  async everything(): Promise<string> {
    await Promise.all(this.reading);
    return this.received.join('\n');
  }
}
