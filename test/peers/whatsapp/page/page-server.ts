import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { WebSocketServer, type WebSocket } from 'ws';
import type { MediaShelf } from './media-shelf.js';

const site = new URL('./site/', import.meta.url);
const uploadLimit = 110 * 1024 * 1024;

export interface PageServerWays {
  /** The page says its version only after so long: whoever waits for it begins to listen late. */
  bootMs: number;
  /** Nobody gets through: no page, no media, no line. */
  down: boolean;
}

/** Serves the page, its media and its line, over TLS of a certificate that nobody vouches for. */
export class PageServer {
  private constructor(
    private readonly server: Server,
    private readonly lines: WebSocketServer,
  ) {}

  static async open(
    ways: PageServerWays,
    shelf: MediaShelf,
    opened: (socket: WebSocket) => void,
    port = 0,
  ): Promise<PageServer> {
    const made = await generate([{ name: 'commonName', value: 'web.whatsapp.com' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'web.whatsapp.com' }] }],
    });
    const server = createServer({ key: made.private, cert: made.cert }, (request, response) => {
      if (ways.down) return response.destroy();
      answer(request, response, ways, shelf).catch(() => response.destroy());
      return undefined;
    });
    const lines = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      if (ways.down) return socket.destroy();
      return lines.handleUpgrade(request, socket, head, opened);
    });
    // A browser that is killed resets its connections: that is no failure of ours.
    server.on('tlsClientError', () => undefined);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new PageServer(server, lines);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const line of this.lines.clients) line.terminate();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  ways: PageServerWays,
  shelf: MediaShelf,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://web.whatsapp.com');
  if (pathname === '/') return send(response, 'text/html; charset=utf-8', page(ways.bootMs));
  if (pathname === '/_still') {
    await new Promise((resolve) => setTimeout(resolve, Number(searchParams.get('ms'))));
    return send(response, 'text/plain', '');
  }
  if (pathname === '/_media' && request.method === 'POST') {
    const { directPath } = shelf.put(await body(request), request.headers['content-type'] ?? '');
    return send(response, 'application/json', JSON.stringify({ directPath }));
  }
  const medium = shelf.find(pathname);
  if (medium) return send(response, medium.type, medium.bytes);
  const script = /^\/site\/([a-z]+\.js)$/.exec(pathname)?.[1];
  if (script) return send(response, 'text/javascript', await readFile(new URL(script, site)));
  response.writeHead(404).end();
}

function send(response: ServerResponse, type: string, bytes: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(bytes);
}

async function body(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > uploadLimit) throw new Error('too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function page(bootMs: number): string {
  return `<!doctype html><meta charset="utf-8"><title>Stand-in</title>
<script type="application/json" id="stand-in">${JSON.stringify({ bootMs })}</script>
<script type="module" src="/site/main.js"></script>`;
}
