import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

type Connection = SMTPServer['connections'] extends Set<infer C> ? C : never;

/**
 * Greets at once, as Postfix does. The library lets everybody wait a tenth of a second, to catch who speaks before it: whoever opens a
 * connection for each letter would wait that long for each.
 */
export class PromptSmtpServer extends SMTPServer {
  private readonly greeted = new WeakSet<Connection>();

  override connect(socket: Socket, ...more: [] | [Parameters<SMTPServer['connect']>[1]]): void {
    super.connect(socket, ...more);
    // Of one that was turned away at once nothing is left: then the last is somebody else's.
    const connection = [...this.connections].at(-1);
    if (connection === undefined || this.greeted.has(connection)) return;
    this.greeted.add(connection);
    connection.connectionReady();
    // What the library would do a little later has been done.
    connection.connectionReady = () => undefined;
  }
}
