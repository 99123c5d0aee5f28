import type { RawData, WebSocket } from 'ws';
import { forbidden, readSipRequest } from './sip-message.js';

/** Whoever does not read is dropped: SIP over a web socket has no way to wait. */
const mostUnsentBytes = 1_000_000;
/** A call takes a dozen messages; a page that sends more than this is no telephone. */
const mostInWindow = 500;
const windowMs = 10_000;
const closingMs = 300;

/** One page and its line to the engine. What the page asks for goes on only under its own name. */
export class SipPassage {
  private inWindow = 0;
  private windowEnds = 0;
  private over = false;

  /** @param user the SIP user of the session; nobody else's name passes */
  constructor(
    private readonly page: WebSocket,
    private readonly engine: WebSocket,
    readonly user: string,
    private readonly ended: () => void,
  ) {
    page.on('message', (data: RawData) => this.fromPage(textOf(data)));
    engine.on('message', (data: RawData) => this.send(this.page, textOf(data)));
    for (const socket of [page, engine]) {
      socket.on('error', () => this.close(1011));
      socket.on('close', () => this.close(1000));
    }
    engine.resume();
    if (engine.readyState !== engine.OPEN) this.close(1011);
  }

  /** The page hears why; both ends are gone soon after, whether they answer or not. */
  close(code: number): void {
    if (this.over) return;
    this.over = true;
    this.page.close(code);
    this.engine.close(1000);
    setTimeout(() => {
      this.page.terminate();
      this.engine.terminate();
    }, closingMs).unref();
    this.ended();
  }

  private fromPage(text: string): void {
    if (this.over) return;
    const now = performance.now();
    if (now > this.windowEnds) [this.inWindow, this.windowEnds] = [0, now + windowMs];
    if (++this.inWindow > mostInWindow) return this.close(1008);
    const request = readSipRequest(text);
    if (request === 'malformed') return this.close(1007);
    if (request !== null) {
      // Within a dialog the address is the one that the engine called; it knows its dialogs. A registration is never inside one.
      const free = request.inDialog && request.method !== 'REGISTER';
      const mine = request.fromUser === this.user && (request.method !== 'REGISTER' || request.toUser === this.user);
      if (!free && !mine) return this.send(this.page, forbidden(request));
    }
    this.send(this.engine, text);
  }

  private send(to: WebSocket, text: string): void {
    if (this.over) return;
    if (to.bufferedAmount > mostUnsentBytes) this.close(1013);
    else to.send(text);
  }
}

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString('utf8');
