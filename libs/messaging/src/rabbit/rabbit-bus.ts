import type { AskContract, ReplyOf, RequestOf } from '#libs/contracts';
import { Bug, OperationalError } from '#libs/errors';
import { Bus } from '../bus/bus.port.js';
import type { AskOptions, Attachment, BusHealth, Consumer, Envelope, Outcome, Subscriptions } from '../bus/bus.port.js';
import { commandHasTwoConsumers, refuseClashes } from '../bus/subscription-rules.js';
import type { Log } from '../log.js';
import { ConfirmedPublisher } from './confirmed-publisher.js';
import { QueueConsumer } from './queue-consumer.js';
import { RabbitAnswerers, RabbitAsker } from './rabbit-asks.js';
import { RabbitLink, type KeptChannel } from './rabbit-link.js';
import { attemptHeader, exchange, waitExchange, waitQueue, waits } from './topology.js';

/** Over RabbitMQ ≥ 3.10. What lies where is drawn in topology.ts. */
export class RabbitBus extends Bus {
  private readonly link: RabbitLink;
  private readonly publishing: KeptChannel;
  private readonly ready: Promise<void>;
  private readonly asker: RabbitAsker;
  private publisher: ConfirmedPublisher | null = null;
  private readonly attached = new Set<Subscriptions>();
  private readonly consumers = new Set<QueueConsumer>();

  /** Connects in the background; `attach` waits for it, `publish` throws `bus.away` meanwhile. */
  constructor(
    url: string,
    private readonly log: Log,
  ) {
    super();
    this.link = new RabbitLink(url, log);
    const { channel, ready } = this.link.keep('publishing', async (fresh) => {
      await fresh.assertExchange(exchange, 'topic', { durable: true });
      for (const ms of waits) {
        await fresh.assertExchange(waitExchange(ms), 'fanout', { durable: true });
        await fresh.assertQueue(waitExchange(ms), waitQueue(ms));
        await fresh.bindQueue(waitExchange(ms), waitExchange(ms), '');
      }
      this.publisher = new ConfirmedPublisher(fresh);
    });
    this.publishing = channel;
    this.ready = ready;
    this.asker = new RabbitAsker(this.link);
  }

  override async publish(envelopes: readonly Envelope[]): Promise<readonly Outcome[]> {
    if (!this.publishing.current || !this.publisher) throw new OperationalError('bus.away');
    return this.publisher.publish(
      envelopes.map(({ id, topic, json }) => ({
        exchange,
        routingKey: topic,
        id,
        topic,
        json,
        // Attempts are counted anew behind the broker: those before were about reaching it.
        headers: { [attemptHeader]: 0 },
      })),
    );
  }

  override ask<C extends AskContract>(
    contract: C,
    request: RequestOf<C>,
    options?: AskOptions<C>,
  ): Promise<ReplyOf<C>> {
    return this.asker.ask(contract, request, options);
  }

  override async attach(subscriptions: Subscriptions): Promise<Attachment> {
    refuseClashes([...this.attached, subscriptions]);
    await this.ready;
    const queues = subscriptions.consumers.map((consumer) => ({
      consumer,
      queue: new QueueConsumer(consumer, this.log),
    }));
    const answerers = new RabbitAnswerers(subscriptions.role, subscriptions.answerers);
    const detach = async () => {
      this.attached.delete(subscriptions);
      for (const { queue } of queues) this.consumers.delete(queue);
      await Promise.all([answerers.close(), ...queues.map(({ queue }) => queue.close())]);
    };
    this.attached.add(subscriptions);
    try {
      for (const { consumer, queue } of queues) {
        await queue.open(this.link).catch((error: unknown) => refused(consumer, error));
        this.consumers.add(queue);
      }
      await answerers.open(this.link);
    } catch (error) {
      await detach();
      throw error;
    }
    return { detach };
  }

  override async health(): Promise<BusHealth> {
    const connected = this.publishing.current !== null;
    if (!connected) return { connected, parked: 0 };
    const parked = await Promise.all([...this.consumers].map((consumer) => consumer.parkedMessages()));
    return { connected, parked: parked.reduce((sum, n) => sum + n, 0) };
  }

  override close(): Promise<void> {
    return this.link.close();
  }
}

/** 406: the queue is there with other arguments, and a command's queue names its consumer among them. */
function refused({ contract, as }: Consumer, error: unknown): never {
  if ((error as { code?: unknown }).code !== 406) throw error;
  if (contract.is === 'command') commandHasTwoConsumers(contract.topic, [as, '(in another process)']);
  throw new Bug('bus.queue-differs', { consumer: as }, { cause: error });
}
