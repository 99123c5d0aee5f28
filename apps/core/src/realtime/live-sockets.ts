import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Logger, Metrics } from '#libs/observability';
import { hasRight } from '../access/rights.js';
import { Sessions } from '../access/sign-in/sessions.js';
import { seesCard, type CardSight, type Viewer } from '../access/viewer.js';
import { CardsRepository } from './cards.repository.js';
import { Presence } from './presence/presence.js';
import { LiveEvents, type Audience, type LiveEvent } from './live-events.js';
import { SocketDoor, type Knock } from './socket-door.js';

/** A session that ends elsewhere closes its sockets within a second. */
const lookAgainMs = 700;
const pingMs = 25_000;
/** Events of a batch of letters are weighed together: one query for all of them. */
const gatherMs = 20;
/** A page that does not read is dropped; it looks at everything anew when it comes back. */
const mostUnsentBytes = 1_000_000;
const closingMs = 500;
/** RFC 6455, 7.4.2: private use. */
const sessionOver = 4401;
/** RFC 6455, 7.4.1: policy violation. */
const outOfTurn = 1008;

interface Listener {
  readonly tokenHash: string;
  viewer: Viewer;
  alive: boolean;
}

/** The web socket: says that something changed, to those who may know of it, and never what. */
@Injectable()
export class LiveSockets implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: 1_024, clientTracking: false });
  private readonly sockets = new Map<WebSocket, Listener>();
  private readonly endings: (() => void)[] = [];
  private waiting: { event: LiveEvent; audience: Audience }[] = [];
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    private readonly door: SocketDoor,
    private readonly uow: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly cards: CardsRepository,
    private readonly live: LiveEvents,
    private readonly presence: Presence,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    const look = setInterval(() => void this.lookAgain(), lookAgainMs).unref();
    const ping = setInterval(() => this.ping(), pingMs).unref();
    this.endings.push(
      this.door.serve('live', (knock) => this.upgrade(knock)),
      () => clearInterval(look),
      () => clearInterval(ping),
      () => clearTimeout(this.gathering),
      this.live.listen((event, audience) => this.gather(event, audience)),
      this.sessions.onChange(() => void this.lookAgain()),
    );
  }

  /** A page answers a closing at once; one that does not must not hold the shutdown up. */
  async onModuleDestroy(): Promise<void> {
    for (const end of this.endings.splice(0)) end();
    const open = [...this.sockets.keys()];
    const closed = Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    for (const socket of open) socket.close(1001);
    const late = setTimeout(() => open.forEach((socket) => socket.terminate()), closingMs);
    await closed;
    clearTimeout(late);
  }

  private upgrade({ request, socket, head, session }: Knock): void {
    this.server.handleUpgrade(request, socket, head, (opened) =>
      this.opened(opened, { tokenHash: session.tokenHash, viewer: session.viewer, alive: true }),
    );
  }

  private opened(socket: WebSocket, listener: Listener): void {
    this.sockets.set(socket, listener);
    this.count();
    socket.on('pong', () => (listener.alive = true));
    socket.on('error', () => socket.terminate());
    socket.on('message', (text: Buffer) => void this.said(socket, listener, text.toString('utf8')));
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.presence.left(socket);
      this.count();
    });
  }

  private async said(socket: WebSocket, { viewer }: Listener, text: string): Promise<void> {
    // Nobody is told that somebody is there who is not.
    if (!this.sockets.has(socket) || viewer.behind) return;
    if (!(await this.presence.said(socket, viewer, text))) this.drop(socket, outOfTurn);
  }

  /** Whose session is over is closed; whose role or team has changed is treated so from now on. */
  private async lookAgain(): Promise<void> {
    if (this.sockets.size === 0) return;
    const looked = [...this.sockets];
    try {
      const good = await this.sessions.stillGood([...new Set(looked.map(([, { tokenHash }]) => tokenHash))]);
      for (const [socket, listener] of looked) {
        const session = good.get(listener.tokenHash);
        if (session) listener.viewer = session.viewer;
        else this.drop(socket, sessionOver);
      }
    } catch (err) {
      this.logger.warn({ err }, 'live sockets could not be looked at');
    }
  }

  private gather(event: LiveEvent, audience: Audience): void {
    if (this.sockets.size === 0) return;
    this.waiting.push({ event, audience });
    this.gathering ??= setTimeout(() => void this.deliver(), gatherMs);
  }

  private async deliver(): Promise<void> {
    this.gathering = undefined;
    const events = this.waiting;
    this.waiting = [];
    const clientIds = [...new Set(events.flatMap(({ audience }) => audience.clientId ?? []))];
    try {
      const cards: Cards =
        clientIds.length === 0 ? new Map() : await this.uow.run((tx) => this.cards.sightOf(tx, clientIds));
      for (const { event, audience } of events) {
        const text = JSON.stringify(event);
        for (const [socket, { viewer }] of this.sockets) if (mayKnow(viewer, audience, cards)) this.send(socket, text);
      }
    } catch (err) {
      this.logger.warn({ err, events: events.length }, 'live events were not delivered');
    }
  }

  private send(socket: WebSocket, text: string): void {
    if (socket.bufferedAmount > mostUnsentBytes) this.drop(socket, 1013);
    else socket.send(text);
  }

  private drop(socket: WebSocket, code: number): void {
    this.sockets.delete(socket);
    this.count();
    socket.close(code);
  }

  private ping(): void {
    for (const [socket, listener] of this.sockets) {
      if (!listener.alive) {
        socket.terminate();
        continue;
      }
      listener.alive = false;
      socket.ping();
    }
  }

  private count(): void {
    this.metrics.gauge('keepline_live_sockets', 'Open web sockets').set(this.sockets.size);
  }
}

type Cards = ReadonlyMap<ClientId, CardSight>;

function mayKnow(viewer: Viewer, { clientId, right, among, also }: Audience, cards: Cards): boolean {
  if (right !== undefined && !hasRight(viewer, right)) return false;
  if (also?.(viewer)) return true;
  if (among && !among(viewer)) return false;
  if (clientId === null) return true;
  if (!hasRight(viewer, 'clients.read')) return false;
  const card = cards.get(clientId);
  return card !== undefined && seesCard(viewer, card);
}
