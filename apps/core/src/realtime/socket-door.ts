import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SETTINGS, type Settings } from '#libs/config';
import { Logger } from '#libs/observability';
import { SessionCookie } from '../access/sign-in/session-cookie.js';
import { Sessions } from '../access/sign-in/sessions.js';
import type { FoundSession } from '../access/sign-in/sessions.repository.js';
import { isAddress } from '../access/access-policy/doorkeeping.js';
import { apiPrefix } from '../http/api-prefix.js';
import { isSameOrigin } from '../http/same-origin.js';

/** Somebody known who wants a web socket. */
export interface Knock {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly session: FoundSession;
}

type Serve = (knock: Knock) => void | Promise<void>;

/** The one door of all web sockets: as of a request, nothing behind it is reached before the caller is known. */
@Injectable()
export class SocketDoor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly served = new Map<string, Serve>();
  private leave: () => void = () => undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    private readonly logger: Logger,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const http = this.host.httpAdapter.getHttpServer() as NodeJS.EventEmitter;
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      void this.upgrade(request, socket, head);
    http.on('upgrade', upgrade);
    this.leave = () => http.off('upgrade', upgrade);
  }

  onModuleDestroy(): void {
    this.leave();
  }

  /** @param name behind the API's prefix. @returns what ends it */
  serve(name: string, serve: Serve): () => void {
    const path = `/${apiPrefix}/${name}`;
    this.served.set(path, serve);
    return () => this.served.delete(path);
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const serve = this.served.get(request.url?.split('?')[0] ?? '');
    if (!serve) return refuse(socket, '404 Not Found');
    const given = this.cookie.find(request.headers);
    // A browser always says where a socket is opened from; only a bearer token, which no page sends by itself, may come without.
    const ours = isSameOrigin(request.headers, this.settings.http.publicUrl) ?? given?.kind === 'bearer';
    if (!ours) return refuse(socket, '403 Forbidden');
    try {
      const session = given === null ? null : await this.sessions.find(given.token, given.kind);
      if (session === null) return refuse(socket, '401 Unauthorized');
      if (session.token && !isAddress(session.token.addresses, request.socket.remoteAddress ?? ''))
        return refuse(socket, '403 Forbidden');
      await serve({ request, socket, head, session });
    } catch (err) {
      this.logger.warn({ err }, 'a web socket could not be opened');
      refuse(socket, '503 Service Unavailable');
    }
  }
}

/** @param status as the status line says it */
export function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
