import { EventEmitter } from 'node:events';
import WebSocket from 'ws';
import type { AriEvent, AriEvents, AriEventType } from './ari-events.js';
import type { EngineAccess } from './ari-http.js';
import type { AriLog } from './ari.js';

export interface StreamTiming {
  /** The pause before the first new try, doubled up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** A socket that does not answer a ping until the next one is given up. */
  readonly pingEveryMs: number;
  readonly openWithinMs: number;
}

const usualTiming: StreamTiming = { firstPauseMs: 100, longestPauseMs: 5_000, pingEveryMs: 5_000, openWithinMs: 5_000 };

/** A message is a snapshot of a channel or a bridge: some kilobytes. */
const messageAtMostBytes = 4 * 1024 * 1024;

type Listener = (given?: unknown) => void | Promise<void>;

//  none ─► connecting ─► up
//   ▲         │  ▲        │
//   │         ▼  │        │
//   └────── waiting ◄─────┘
/** The web socket of ARI's events; it comes back by itself, with a pause that grows. */
export class AriStream {
  private readonly listeners = new EventEmitter({ captureRejections: false }).setMaxListeners(0);
  private readonly timing: StreamTiming;
  private access: EngineAccess | null = null;
  private socket: WebSocket | null = null;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private flowing = false;

  constructor(
    private readonly app: string,
    private readonly log: AriLog,
    timing: Partial<StreamTiming> = {},
  ) {
    this.timing = { ...usualTiming, ...timing };
  }

  get isUp(): boolean {
    return this.flowing;
  }

  pointAt(access: EngineAccess | null): void {
    if (access !== null && access === this.access) return;
    this.access = access;
    this.drop();
    this.failures = 0;
    if (access !== null) this.connect(access);
  }

  close(): void {
    this.access = null;
    this.drop();
    this.listeners.removeAllListeners();
  }

  on<T extends AriEventType>(type: T, listener: (event: AriEvents[T]) => void | Promise<void>): () => void {
    return this.listen(`event:${type}`, listener as Listener);
  }

  onUp(listener: () => void | Promise<void>): () => void {
    const stop = this.listen('up', listener);
    if (this.flowing) void this.call('up', listener);
    return stop;
  }

  onDown(listener: () => void | Promise<void>): () => void {
    return this.listen('down', listener);
  }

  private listen(name: string, listener: Listener): () => void {
    const guarded = (given?: unknown) => void this.call(name, listener, given);
    this.listeners.on(name, guarded);
    return () => this.listeners.off(name, guarded);
  }

  /** Begins at once, in the order of arrival: only what the listener awaits comes later. */
  private async call(name: string, listener: Listener, given?: unknown): Promise<void> {
    try {
      await listener(given);
    } catch (error) {
      this.log.error({ err: error, listener: name }, 'A listener to the telephone engine failed');
    }
  }

  private connect(access: EngineAccess): void {
    const url = new URL(`${access.url.replace(/^http/, 'ws')}/ari/events`);
    url.searchParams.set('app', this.app);
    // Channels that were originated into the dialplan are not ours by themselves: without this a busy line would never be told.
    url.searchParams.set('subscribeAll', 'true');
    const authorization = `Basic ${Buffer.from(`${access.user}:${access.password}`).toString('base64')}`;
    const socket = new WebSocket(url, {
      headers: { authorization },
      handshakeTimeout: this.timing.openWithinMs,
      maxPayload: messageAtMostBytes,
      perMessageDeflate: false,
    });
    this.socket = socket;
    socket.once('open', () => this.opened(socket));
    socket.on('message', (data: Buffer) => this.told(data));
    socket.on('error', () => undefined);
    socket.once('close', () => this.closed(socket, access));
  }

  private opened(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.failures = 0;
    this.flowing = true;
    let answered = true;
    socket.on('pong', () => (answered = true));
    const watch = setInterval(() => {
      if (!answered) return socket.terminate();
      answered = false;
      socket.ping();
    }, this.timing.pingEveryMs);
    watch.unref();
    socket.once('close', () => clearInterval(watch));
    this.listeners.emit('up');
  }

  private closed(socket: WebSocket, access: EngineAccess): void {
    if (socket !== this.socket) return;
    this.drop();
    const pauseMs = Math.min(this.timing.firstPauseMs * 2 ** this.failures++, this.timing.longestPauseMs);
    this.timer = setTimeout(() => this.connect(access), pauseMs);
    this.timer.unref();
  }

  private drop(): void {
    clearTimeout(this.timer);
    const { socket, flowing } = this;
    this.socket = null;
    this.flowing = false;
    socket?.terminate();
    if (flowing) this.listeners.emit('down');
  }

  private told(data: Buffer): void {
    let event: AriEvent;
    try {
      event = JSON.parse(data.toString('utf8')) as AriEvent;
    } catch {
      this.log.warn({ bytes: data.length }, 'The telephone engine said something that is no event');
      return;
    }
    if (event.type === 'ApplicationReplaced') {
      this.log.error({ code: 'telephony.engine-taken' }, 'Another program has taken our place at the telephone engine');
    }
    this.listeners.emit(`event:${event.type}`, event);
  }
}
