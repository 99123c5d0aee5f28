import type { AskContract, ReplyOf, RequestOf } from '#libs/contracts';
import { OperationalError } from '#libs/errors';
import { Bus } from '../bus/bus.port.js';
import type { AskOptions, Attachment, BusHealth, Envelope, Outcome, Subscriptions } from '../bus/bus.port.js';
import type { Log } from '../log.js';

/** Over RabbitMQ ≥ 3.10. */
export class RabbitBus extends Bus {
  constructor(
    private readonly url: string,
    private readonly log: Log,
  ) {
    super();
  }

  override publish(_envelopes: readonly Envelope[]): Promise<readonly Outcome[]> {
    this.log.warn({ host: new URL(this.url).host }, 'not connected');
    return Promise.reject(new OperationalError('bus.away'));
  }

  override ask<C extends AskContract>(_c: C, _request: RequestOf<C>, _options?: AskOptions<C>): Promise<ReplyOf<C>> {
    return Promise.reject(new OperationalError('bus.away'));
  }

  override attach(_subscriptions: Subscriptions): Promise<Attachment> {
    return Promise.reject(new OperationalError('bus.away'));
  }

  override health(): Promise<BusHealth> {
    return Promise.resolve({ connected: false, parked: 0 });
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}
