import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health } from './health.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/**
 * `/health/live`: the process turns. `/health/ready`: it serves (503 when an essential check is down).
 * @param details name every check; only where no stranger can ask
 * @returns true when the request was one of these two and is answered
 */
export async function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  health: Health,
  { details }: { details: boolean },
): Promise<boolean> {
  const path = request.url?.split('?')[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (path === '/health/live') {
    json(response, 200, { status: 'ok' });
    return true;
  }
  if (path !== '/health/ready') return false;
  const report = await health.report();
  json(response, report.status === 'down' ? 503 : 200, details ? report : { status: report.status });
  return true;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

export interface OperationsListener {
  /** null: the port was taken and we go on without. */
  readonly port: number | null;
  close(): Promise<void>;
}

/** Metrics and health for the machine's own watchers, on loopback only. A taken port is told and survived: several roles may share a machine. */
export async function listenForOperations(options: {
  port: number;
  health: Health;
  metrics: Metrics;
  logger: Logger;
}): Promise<OperationsListener> {
  const { health, metrics, logger } = options;
  const server = createServer((request, response) => {
    answer(request, response, health, metrics).catch((err: unknown) => {
      logger.error({ err }, 'the operations listener could not answer');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const port = await listen(server, options.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    logger.warn(
      { port: options.port, code: 'metrics.port-taken' },
      'no metrics: KEEPLINE_METRICS_PORT is in use on this machine',
    );
    return null;
  });
  if (port !== null) logger.debug({ port }, 'metrics and health on loopback');
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        if (port === null) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  health: Health,
  metrics: Metrics,
): Promise<void> {
  if (await answerHealth(request, response, health, { details: true })) return;
  if (request.method === 'GET' && request.url === '/metrics') {
    const text = await metrics.registry.metrics();
    response.writeHead(200, { 'content-type': metrics.registry.contentType });
    response.end(text);
    return;
  }
  json(response, 404, { status: 'not found' });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
