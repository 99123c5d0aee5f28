import { connect, type AmqpConnectionManager } from 'amqp-connection-manager';
import type { ConfirmChannel } from 'amqplib';
import { OperationalError } from '#libs/errors';
import { withinLimit } from '../bus/within-limit.js';
import type { Log } from '../log.js';

/** How long a start waits for the broker, milliseconds. */
const startLimitMs = 30_000;
const reconnectAfterS = 1;
const heartbeatS = 10;
/** Longer than the manager needs to notice a lost connection, shorter than it waits before it connects anew. */
const renewAfterMs = 500;

type Setup = (channel: ConfirmChannel) => Promise<void>;

/** What the broker will refuse at every try; anything else is a matter of time. */
const isRefusal = (error: unknown): boolean => [403, 404, 405, 406].includes((error as { code?: number }).code ?? 0);

/** A channel that comes back after every interruption, set up anew. */
export class KeptChannel {
  /** null while there is none. */
  current: ConfirmChannel | null = null;
  closed = false;

  constructor(private readonly closeWrapper: () => Promise<void>) {}

  async close(): Promise<void> {
    this.current = null;
    this.closed = true;
    // A broker that is away cannot be told; there is nothing left to close then.
    await this.closeWrapper().catch(() => undefined);
  }
}

/** The connection of one process to the broker. It never gives up; whoever uses it finds `current` null meanwhile. */
export class RabbitLink {
  private readonly manager: AmqpConnectionManager;
  private closing = false;
  private renewing = false;

  constructor(
    url: string,
    private readonly log: Log,
  ) {
    const { host } = new URL(url);
    let told = false;
    this.manager = connect([url], {
      heartbeatIntervalInSeconds: heartbeatS,
      reconnectTimeInSeconds: reconnectAfterS,
      // With Nagle's algorithm each small frame waits for the peer's delayed acknowledgement: 40 ms a message.
      connectionOptions: { noDelay: true },
    });
    this.manager.on('connect', () => {
      told = this.renewing = false;
      log.info({ host }, 'connected to the broker');
    });
    this.manager.on('disconnect', ({ err }) => {
      if (!this.closing) log.warn({ host, err }, 'the broker is away');
    });
    this.manager.on('connectFailed', ({ err }) => {
      if (!told) log.warn({ host, err }, 'the broker does not answer; trying on');
      told = true;
    });
  }

  /**
   * Opens a channel now and after each reconnection; `setup` must be repeatable. Returns at once, connected or not.
   * `ready` fails with the broker's refusal, or with `bus.away` when there is no channel within 30 s.
   */
  keep(name: string, setup: Setup): { channel: KeptChannel; ready: Promise<void> } {
    let settle: { resolve: () => void; reject: (error: unknown) => void };
    const first = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
    const wrapper = this.manager.createChannel({
      name,
      setup: async (channel: ConfirmChannel) => {
        channel.on('error', (err) => this.log.warn({ channel: name, err }, 'the broker closed a channel'));
        channel.on('close', () => this.lost(kept, channel));
        try {
          await setup(channel);
          kept.current = channel;
          settle.resolve();
        } catch (error) {
          if (isRefusal(error)) settle.reject(error);
          this.renewSoon(kept);
          throw error;
        }
      },
    });
    const kept = new KeptChannel(() => wrapper.close());
    wrapper.on('error', (err) => this.log.warn({ channel: name, err }, 'a channel could not be set up'));
    const ready = withinLimit(first, startLimitMs, () => new OperationalError('bus.away', { waitedMs: startLimitMs }));
    // Whoever needs it awaits it; nobody else is to be killed by it.
    ready.catch(() => undefined);
    return { channel: kept, ready };
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.manager.close().catch(() => undefined);
  }

  private lost(kept: KeptChannel, channel: ConfirmChannel): void {
    if (kept.current !== channel) return;
    kept.current = null;
    this.renewSoon(kept);
  }

  /**
   * The manager renews channels only together with the connection, so a channel lost alone costs a new connection.
   * Not at once: when the connection itself went, the channels hear of it first, and the manager sees to it.
   */
  private renewSoon(kept: KeptChannel): void {
    setTimeout(() => {
      if (kept.current || kept.closed || this.closing || this.renewing || !this.manager.isConnected()) return;
      this.renewing = true;
      this.manager.reconnect();
    }, renewAfterMs).unref();
  }
}
