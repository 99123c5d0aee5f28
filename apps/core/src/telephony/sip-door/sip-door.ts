import type { IncomingMessage } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { WebSocket, WebSocketServer } from 'ws';
import { sipDoor } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Bus } from '#libs/messaging';
import { Logger, Metrics } from '#libs/observability';
import { hasRight } from '../../access/rights.js';
import { Sessions } from '../../access/sign-in/sessions.js';
import { refuse, SocketDoor, type Knock } from '../../realtime/socket-door.js';
import { DevicesRepository } from '../extensions/devices.repository.js';
import { SipPassage } from './sip-passage.js';

/** Closes within a second of the session's end, however it ends. */
const lookAgainMs = 700;
const connectMs = 3_000;
/** An INVITE with a long list of candidates has 4 to 8 kB. */
const largestMessage = 65_536;
/** RFC 6455, 7.4.2: private use. */
const sessionOver = 4401;
const replaced = 4409;

/**
 * The page's way to the telephone engine (RFC 7118), whose own port nobody reaches: the session's cookie, same origin, the right to call,
 * and nobody speaks under another name than their own.
 */
@Injectable()
export class SipDoor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessage,
    clientTracking: false,
    perMessageDeflate: false,
    handleProtocols: () => 'sip',
  });
  /** One for each session, by the digest of its token. */
  private readonly open = new Map<string, SipPassage>();
  private readonly endings: (() => void)[] = [];

  constructor(
    private readonly door: SocketDoor,
    private readonly uow: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly devices: DevicesRepository,
    private readonly bus: Bus,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    const look = setInterval(() => void this.lookAgain(), lookAgainMs).unref();
    this.endings.push(
      this.door.serve('sip', (knock) => this.knocked(knock)),
      this.sessions.onChange(() => void this.lookAgain()),
      () => clearInterval(look),
    );
  }

  onModuleDestroy(): void {
    for (const end of this.endings.splice(0)) end();
    for (const passage of this.open.values()) passage.close(1001);
  }

  private async knocked({ request, socket, head, session }: Knock): Promise<void> {
    if (session.kind !== 'cookie' || !hasRight(session.viewer, 'calls.make')) return refuse(socket, '403 Forbidden');
    if (!offers(request, 'sip')) return refuse(socket, '400 Bad Request');
    const device = await this.uow.run((tx) => this.devices.findOfSession(tx, session.tokenHash));
    if (device === null) return refuse(socket, '409 Conflict');
    const { url } = await this.bus.ask(sipDoor, {});
    if (url === null) return refuse(socket, '503 Service Unavailable');
    const engine = await connected(url);
    this.server.handleUpgrade(request, socket, head, (page) => {
      // A page that was loaded anew comes back before the old socket is known to be gone.
      this.open.get(session.tokenHash)?.close(replaced);
      const passage = new SipPassage(page, engine, device.userName, () => {
        if (this.open.get(session.tokenHash) === passage) this.open.delete(session.tokenHash);
        this.count();
      });
      this.open.set(session.tokenHash, passage);
      this.count();
    });
    // A page that left while we connected.
    if (socket.destroyed) engine.terminate();
  }

  private async lookAgain(): Promise<void> {
    if (this.open.size === 0) return;
    const looked = [...this.open];
    const hashes = looked.map(([hash]) => hash);
    try {
      const good = await this.sessions.stillGood(hashes);
      const names = await this.uow.run((tx) => this.devices.namesOfSessions(tx, hashes));
      for (const [hash, passage] of looked) {
        const viewer = good.get(hash)?.viewer;
        if (!viewer || !hasRight(viewer, 'calls.make') || names.get(hash) !== passage.user) passage.close(sessionOver);
      }
    } catch (err) {
      this.logger.warn({ err }, 'sockets of softphones could not be looked at');
    }
  }

  private count(): void {
    this.metrics.gauge('keepline_sip_sockets', 'Open web sockets of softphones').set(this.open.size);
  }
}

const offers = ({ headers }: IncomingMessage, protocol: string): boolean =>
  (headers['sec-websocket-protocol'] ?? '').split(',').some((one) => one.trim() === protocol);

function connected(url: string): Promise<WebSocket> {
  const engine = new WebSocket(url, 'sip', {
    handshakeTimeout: connectMs,
    maxPayload: largestMessage,
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    engine.once('open', () => {
      // What the engine says at once must not be lost before somebody listens.
      engine.pause();
      resolve(engine);
    });
    engine.once('error', reject);
  });
}
