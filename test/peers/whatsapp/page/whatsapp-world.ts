import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { MediaShelf } from './media-shelf.js';
import { PageLine } from './page-line.js';
import { PageServer, type PageServerWays } from './page-server.js';
import { WhatsappPhone } from './phone.js';
import type { Asked } from './wire.js';

export interface WorldWays extends PageServerWays {
  /** How long a QR is good, and how many of them a page shows before it is idle. */
  qrMs: number;
  qrCount: number;
}

/** A page that shows a QR. */
interface Waiting {
  ref: string;
  shown: number;
  pairing: { number: string; code: string } | null;
  timer: NodeJS.Timeout;
}

/**
 * WhatsApp for tests and the demo: a page in our own words that an unmodified whatsapp-web.js drives in Chromium, and the phones behind it.
 * Chats and linked devices live here: a browser that is started again with its stored session finds itself linked, and finds what came
 * meanwhile. Chromium is sent here by {@link chromiumArgs}.
 */
export class WhatsappWorld {
  private readonly shelf = new MediaShelf();
  private readonly phones = new Map<string, WhatsappPhone>();
  private readonly waiting = new Map<PageLine, Waiting>();
  private readonly owners = new Map<PageLine, WhatsappPhone>();
  private server!: PageServer;

  private constructor(readonly ways: WorldWays) {}

  static async open(ways: Partial<WorldWays> = {}, port = 0): Promise<WhatsappWorld> {
    const world = new WhatsappWorld({ bootMs: 0, down: false, qrMs: 20_000, qrCount: 5, ...ways });
    world.server = await PageServer.open(world.ways, world.shelf, (socket) => world.opened(socket), port);
    return world;
  }

  get port(): number {
    return this.server.port;
  }

  /** What Chromium is started with so that web.whatsapp.com is this world. */
  get chromiumArgs(): string[] {
    return [`--host-resolver-rules=MAP web.whatsapp.com 127.0.0.1:${this.port}`, '--ignore-certificate-errors'];
  }

  async close(): Promise<void> {
    for (const { timer } of this.waiting.values()) clearInterval(timer);
    await this.server.close();
  }

  /** The phone with this number, with all that it has been through. */
  phone(number: string): WhatsappPhone {
    const known = this.phones.get(number) ?? new WhatsappPhone(number, this.shelf);
    this.phones.set(number, known);
    return known;
  }

  /**
   * That phone scans the QR of a page.
   * @param qr as the page shows it; without it the page that has been waiting longest
   * @throws where no page shows (this) one, or the phone may not link any more
   */
  async scan(number: string, qr?: string): Promise<WhatsappPhone> {
    const ref = qr?.split(',')[0];
    const line = await this.untilSomePage((one) => ref === undefined || one.ref === ref);
    return this.link(number, line);
  }

  /** That phone is given the pairing code that a page shows for it. */
  async enterPairingCode(number: string, code: string): Promise<WhatsappPhone> {
    const bare = code.replace('-', '');
    const digits = number.replace(/\D/g, '');
    const line = await this.untilSomePage(
      ({ pairing }) => pairing !== null && pairing.code === bare && pairing.number === digits,
    );
    return this.link(number, line);
  }

  /** Nobody reaches WhatsApp until `restore`. */
  drop(): void {
    this.ways.down = true;
    for (const line of [...this.owners.keys(), ...this.waiting.keys()]) line.cut();
  }

  restore(): void {
    this.ways.down = false;
  }

  /** Another browser has taken the session over. */
  conflict(number: string): void {
    const phone = this.phone(number);
    const line = phone.page;
    if (!line) return;
    line.tell({ is: 'state', state: 'CONFLICT' });
    phone.disconnect(line);
    this.owners.delete(line);
    line.close();
  }

  /** The holder removes the linked device on the phone. */
  logout(number: string): void {
    const phone = this.phone(number);
    phone.device = null;
    const line = phone.page;
    if (!line) return;
    line.tell({ is: 'logout' });
    phone.disconnect(line);
    this.owners.delete(line);
  }

  /** WhatsApp has banned the number: its devices are out, and none may be linked. */
  ban(number: string): void {
    const phone = this.phone(number);
    phone.banned = true;
    phone.page?.tell({ is: 'state', state: 'TOS_BLOCK' });
  }

  /** The page stands still: it answers nobody, and takes nothing. */
  freeze(number: string, ms: number): void {
    this.phone(number).page?.tell({ is: 'freeze', ms });
  }

  private opened(socket: WebSocket): void {
    const line = new PageLine(socket);
    socket.on('message', (data: Buffer) => {
      const said = JSON.parse(data.toString()) as Asked | { is: 'hello'; device: string | null };
      if (said.is === 'hello') this.greet(line, said.device);
      else this.asked(line, said);
    });
    socket.on('close', () => this.closed(line));
    socket.on('error', () => socket.terminate());
  }

  private closed(line: PageLine): void {
    this.owners.get(line)?.disconnect(line);
    this.owners.delete(line);
    clearInterval(this.waiting.get(line)?.timer);
    this.waiting.delete(line);
  }

  private greet(line: PageLine, device: string | null): void {
    const phone = device === null ? undefined : [...this.phones.values()].find((one) => one.device === device);
    if (!phone) return this.showQr(line);
    if (phone.banned) return line.tell({ is: 'state', state: 'TOS_BLOCK' });
    this.owners.set(line, phone);
    return phone.connect(line);
  }

  private showQr(line: PageLine): void {
    clearInterval(this.waiting.get(line)?.timer);
    const waiting: Waiting = {
      ref: newRef(),
      shown: 1,
      pairing: null,
      timer: setInterval(() => next(), this.ways.qrMs),
    };
    waiting.timer.unref();
    const next = () => {
      if (waiting.shown++ >= this.ways.qrCount) {
        clearInterval(waiting.timer);
        return line.tell({ is: 'idle' });
      }
      waiting.ref = newRef();
      return line.tell({ is: 'ref', ref: waiting.ref });
    };
    this.waiting.set(line, waiting);
    line.tell({ is: 'unlinked', ref: waiting.ref });
  }

  private link(number: string, line: PageLine): WhatsappPhone {
    const phone = this.phone(number);
    if (phone.banned) throw new Error('this number is banned');
    clearInterval(this.waiting.get(line)?.timer);
    this.waiting.delete(line);
    phone.device = `${phone.wid}.${randomBytes(12).toString('hex')}`;
    line.tell({ is: 'pairing', device: phone.device });
    this.owners.set(line, phone);
    phone.connect(line);
    return phone;
  }

  private asked(line: PageLine, asked: Asked): void {
    const later = (value?: unknown, error?: string) =>
      line.tell({ is: 'answer', n: asked.n, value, ...(error !== undefined && { error }) });
    if (asked.what === 'pairingCode') return later(this.pairingCode(line, asked.phone!));
    if (asked.what === 'refreshQR') {
      this.showQr(line);
      return later({});
    }
    const phone = this.owners.get(line);
    if (!phone) return later(undefined, 'not linked');
    if (asked.what !== 'logout') return phone.asked(asked, later);
    phone.device = null;
    this.closed(line);
    return later({});
  }

  private pairingCode(line: PageLine, number: string): string {
    const code = randomBytes(4).toString('hex').toUpperCase();
    const waiting = this.waiting.get(line);
    if (waiting) {
      clearInterval(waiting.timer);
      waiting.pairing = { number, code };
    }
    return code;
  }

  private async untilSomePage(fits: (waiting: Waiting) => boolean): Promise<PageLine> {
    const until = Date.now() + 15_000;
    for (;;) {
      const found = [...this.waiting].find(([, waiting]) => fits(waiting));
      if (found) return found[0];
      if (Date.now() > until) throw new Error('no page shows such a QR or code');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

const newRef = () => `2@${randomBytes(24).toString('base64url')}`;
