import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { EngineAccess } from '../src/engine/ari/ari-http.js';

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** Speaks as the engine's HTTP server does, as far as a test says: for what a real engine does not do when asked. */
export class AriPeer {
  readonly seen: { method: string; path: string; authorization: string }[] = [];
  handler: Handler = (_request, response) => response.writeHead(204).end();
  private readonly server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://peer');
    this.seen.push({
      method: request.method ?? '',
      path: url.pathname + url.search,
      authorization: request.headers.authorization ?? '',
    });
    this.handler(request, response, url);
  });
  private readonly events = new WebSocketServer({ server: this.server, path: '/ari/events' });
  readonly sockets = new Set<WebSocket>();

  constructor() {
    this.events.on('connection', (socket, request) => {
      this.seen.push({
        method: 'WS',
        path: request.url ?? '',
        authorization: request.headers.authorization ?? '',
      });
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  async listen(): Promise<EngineAccess> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return { url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`, user: 'gw', password: 'secret' };
  }

  tell(event: object): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(event));
  }

  dropSockets(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  async close(): Promise<void> {
    this.dropSockets();
    this.events.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
