import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WebSocketServer, type WebSocket } from 'ws';
import { SETTINGS, type Settings } from '#libs/config';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Logger, Metrics } from '#libs/observability';
import { hasRight } from '../access/rights.js';
import { SessionCookie } from '../access/sign-in/session-cookie.js';
import { Sessions } from '../access/sign-in/sessions.js';
import { seesCard, type Viewer } from '../access/viewer.js';
import { apiPrefix } from '../http/api-prefix.js';
import { isSameOrigin } from '../http/same-origin.js';
import { CardsRepository, type CardAssignment } from './cards.repository.js';
import { LiveEvents, type Audience, type LiveEvent } from './live-events.js';

const path = `/${apiPrefix}/live`;
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
    private readonly host: HttpAdapterHost,
    private readonly uow: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    private readonly cards: CardsRepository,
    private readonly live: LiveEvents,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const http = this.host.httpAdapter.getHttpServer() as NodeJS.EventEmitter;
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      void this.upgrade(request, socket, head);
    http.on('upgrade', upgrade);
    const look = setInterval(() => void this.lookAgain(), lookAgainMs).unref();
    const ping = setInterval(() => this.ping(), pingMs).unref();
    this.endings.push(
      () => http.off('upgrade', upgrade),
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

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] !== path) return refuse(socket, '404 Not Found');
    const given = this.cookie.find(request.headers);
    // A browser always says where a socket is opened from; only a bearer token, which no page sends by itself, may come without.
    const ours = isSameOrigin(request.headers, this.settings.http.publicUrl) ?? given?.kind === 'bearer';
    if (!ours) return refuse(socket, '403 Forbidden');
    try {
      const session = given === null ? null : await this.sessions.find(given.token, given.kind);
      if (session === null) return refuse(socket, '401 Unauthorized');
      this.server.handleUpgrade(request, socket, head, (opened) =>
        this.opened(opened, { tokenHash: session.tokenHash, viewer: session.viewer, alive: true }),
      );
    } catch (err) {
      this.logger.warn({ err }, 'a live socket could not be opened');
      refuse(socket, '503 Service Unavailable');
    }
  }

  private opened(socket: WebSocket, listener: Listener): void {
    this.sockets.set(socket, listener);
    this.count();
    socket.on('pong', () => (listener.alive = true));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.count();
    });
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
        clientIds.length === 0 ? new Map() : await this.uow.run((tx) => this.cards.assignmentsOf(tx, clientIds));
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

type Cards = ReadonlyMap<ClientId, CardAssignment>;

function mayKnow(viewer: Viewer, { clientId, right, among }: Audience, cards: Cards): boolean {
  if (right !== undefined && !hasRight(viewer, right)) return false;
  if (among && !among(viewer)) return false;
  if (clientId === null) return true;
  const card = cards.get(clientId);
  return card !== undefined && seesCard(viewer, card);
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
