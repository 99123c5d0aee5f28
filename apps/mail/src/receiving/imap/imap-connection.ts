import { ImapFlow, type FetchMessageObject, type FetchQueryObject } from 'imapflow';
import { MailServerTrouble, troubleOf } from '../../mailboxes/server-trouble.js';
import { tlsFor, type ServerAccess } from '../../mailboxes/server-address.js';
import { entering, type ServerEntrance } from '../../mailboxes/server-entrance.js';

/** An ImapFlow that is not connected yet. A password or token is always sent under TLS unless the settings say that there is none. */
export function imapClient(access: ServerAccess, options: { commandMs: number; pollMs: number }): ImapFlow {
  return new ImapFlow({
    host: access.host,
    port: access.port,
    secure: access.security === 'tls',
    doSTARTTLS: access.security === 'starttls' ? true : access.security === 'none' ? false : undefined,
    tls: tlsFor(access.host),
    auth: {
      user: access.user,
      ...(access.token === undefined ? { pass: access.password ?? '' } : { accessToken: access.token }),
    },
    clientInfo: { name: 'Keepline' },
    logger: false,
    // We pull letters by UID: neither flags' mod-sequences nor compressed streams would help.
    disableCompression: true,
    connectionTimeout: options.commandMs,
    greetingTimeout: options.commandMs,
    socketTimeout: options.pollMs + options.commandMs * 2,
    autoIdleDelay: 50,
    maxIdleTime: 10 * 60_000,
  });
}

/** A connection that is signed in. @throws MailServerTrouble */
export function enterImap(
  entrance: ServerEntrance,
  timing: { commandMs: number; pollMs: number },
  signal: AbortSignal,
): Promise<ImapConnection> {
  return entering(entrance, async (access) => {
    const connection = new ImapConnection(imapClient(access, timing), timing.commandMs, signal);
    try {
      await connection.run((imap) => imap.connect(), timing.commandMs * 2);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/**
 * One connection with a watch over it: every command has its time, and a server that goes silent, sends `* OK still here`
 * for ever, or drops the line makes the command fail instead of hanging (RFC 9051 5.4 asks clients for their own timers).
 */
export class ImapConnection {
  private trouble: MailServerTrouble | null = null;
  /** Whoever waits now. Not one long-lived promise to race against: that would hold every answer for as long as the connection lives. */
  private readonly waiting = new Set<(trouble: MailServerTrouble) => void>();
  private wakeUp: (() => void) | null = null;
  private news = false;
  private readonly onAbort = () => this.end(new MailServerTrouble('mail.server-away'));

  constructor(
    private readonly client: ImapFlow,
    private readonly commandMs: number,
    private readonly signal: AbortSignal,
  ) {
    client.on('error', (error) => this.end(troubleOf(error)));
    client.on('close', () => this.end(new MailServerTrouble('mail.server-away')));
    client.on('exists', () => {
      this.news = true;
      this.wakeUp?.();
    });
    signal.addEventListener('abort', this.onAbort, { once: true });
    if (signal.aborted) this.onAbort();
  }

  /** @throws MailServerTrouble or, unchanged, the server's refusal (NO, BAD) of this one command */
  run<T>(command: (client: ImapFlow) => Promise<T>, withinMs = this.commandMs): Promise<T> {
    return this.whileConnected((resolve, reject) => {
      const timer = setTimeout(() => this.end(new MailServerTrouble('mail.timeout')), withinMs);
      void command(this.client)
        .finally(() => clearTimeout(timer))
        .then(resolve, reject);
    });
  }

  /** All letters of a UID FETCH. */
  fetch(sequenceSet: string, query: FetchQueryObject, withinMs?: number): Promise<FetchMessageObject[]> {
    return this.run((client) => client.fetchAll(sequenceSet, query, { uid: true }), withinMs);
  }

  /** Until the server has news, or the time is over. @throws when the connection ends meanwhile */
  async wake(withinMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.whileConnected<void>((resolve) => {
        this.wakeUp = resolve;
        timer = setTimeout(resolve, this.news ? 0 : withinMs);
      });
    } finally {
      clearTimeout(timer);
      this.wakeUp = null;
      this.news = false;
    }
  }

  /** Every command under way fails with this trouble, and so does every later one. */
  end(trouble: MailServerTrouble): void {
    this.trouble ??= trouble;
    for (const fail of this.waiting) fail(this.trouble);
    this.client.close();
  }

  close(): void {
    this.signal.removeEventListener('abort', this.onAbort);
    this.end(new MailServerTrouble('mail.server-away'));
  }

  private async whileConnected<T>(
    start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
  ): Promise<T> {
    if (this.trouble) throw this.trouble;
    let fail: ((trouble: MailServerTrouble) => void) | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        fail = reject;
        this.waiting.add(fail);
        start(resolve, reject);
      });
    } finally {
      if (fail) this.waiting.delete(fail);
    }
  }
}
