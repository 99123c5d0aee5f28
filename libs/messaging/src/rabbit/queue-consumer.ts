import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { afterFailure, type AppError } from '#libs/errors';
import type { Consumer, Envelope } from '../bus/bus.port.js';
import { ConsumerRunner } from '../bus/consumer-runner.js';
import type { Log } from '../log.js';
import { ConfirmedPublisher, type Outgoing } from './confirmed-publisher.js';
import { attemptHeader, consumerQueue, exchange, parkedQueue, parkedQueueOf, queueOf } from './topology.js';
import { waitExchange, waitFor } from './topology.js';
import type { KeptChannel, RabbitLink } from './rabbit-link.js';

/** A batch that does not fill is handled this long after its first message. */
const flushAfterMs = 5;
/** How many messages a consumer without a batch is given ahead; it still handles one at a time. */
const aheadWithoutBatch = 10;

/** One consumer on its queue: collects batches, and acknowledges a message only when it is handled or safe in another queue. */
export class QueueConsumer {
  private readonly runner: ConsumerRunner;
  private readonly size: number;
  private readonly queue: string;
  private readonly parked: string;
  private kept: KeptChannel | null = null;
  private waiting: ConsumeMessage[] = [];
  private timer: NodeJS.Timeout | null = null;
  private working: Promise<void> = Promise.resolve();
  private tag: string | null = null;

  constructor(
    private readonly consumer: Consumer,
    private readonly log: Log,
  ) {
    this.runner = new ConsumerRunner(consumer);
    this.size = consumer.batch ?? aheadWithoutBatch;
    this.queue = queueOf(consumer.contract, consumer.as);
    this.parked = parkedQueueOf(consumer.as);
  }

  async open(link: RabbitLink): Promise<void> {
    const { channel, ready } = link.keep(this.consumer.as, (fresh) => this.setUp(fresh));
    this.kept = channel;
    await ready;
  }

  /** Takes nothing new, ends what it is at, lets go. */
  async close(): Promise<void> {
    const channel = this.kept?.current;
    if (channel && this.tag) await channel.cancel(this.tag).catch(() => undefined);
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.waiting = [];
    await this.working;
    await this.kept?.close();
  }

  async parkedMessages(): Promise<number> {
    const channel = this.kept?.current;
    return channel ? (await channel.checkQueue(this.parked)).messageCount : 0;
  }

  private async setUp(channel: ConfirmChannel): Promise<void> {
    // What the old channel had handed out comes again.
    this.waiting = [];
    const publisher = new ConfirmedPublisher(channel);
    await channel.prefetch(this.size);
    await channel.assertQueue(this.parked, parkedQueue);
    await channel.assertQueue(this.queue, consumerQueue(this.consumer.as));
    await channel.bindQueue(this.queue, exchange, this.consumer.contract.topic);
    const { consumerTag } = await channel.consume(this.queue, (message) => this.take(channel, publisher, message));
    this.tag = consumerTag;
  }

  private take(channel: ConfirmChannel, publisher: ConfirmedPublisher, message: ConsumeMessage | null): void {
    // The broker cancels a consumer whose queue was deleted or moved: a new channel declares it anew.
    if (message === null) {
      channel.close().catch(() => undefined);
      return;
    }
    this.waiting.push(message);
    if (this.waiting.length >= this.size) this.flush(channel, publisher);
    else this.timer ??= setTimeout(() => this.flush(channel, publisher), flushAfterMs);
  }

  private flush(channel: ConfirmChannel, publisher: ConfirmedPublisher): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const batch = this.waiting.splice(0);
    if (batch.length > 0) this.working = this.working.then(() => this.handle(channel, publisher, batch));
  }

  private async handle(channel: ConfirmChannel, publisher: ConfirmedPublisher, batch: ConsumeMessage[]): Promise<void> {
    const outcomes = await this.runner.run(batch.map(envelopeOf));
    try {
      const moves = batch.flatMap((message, n) => (outcomes[n] ? [this.moveOn(envelopeOf(message), outcomes[n])] : []));
      const unmoved = (await publisher.publish(moves)).filter((outcome) => outcome !== null);
      if (unmoved.length > 0) throw unmoved[0]!;
      for (const message of batch) channel.ack(message);
    } catch (err) {
      // The channel is gone or a queue would not take them: unacknowledged, they come again, and the inbox knows those that are done.
      this.log.warn({ consumer: this.consumer.as, err, count: batch.length }, 'a batch could not be settled');
      channel.close().catch(() => undefined);
    }
  }

  /** Where a message that failed goes next. */
  private moveOn(envelope: Envelope, error: AppError): Outgoing {
    const { id, topic, json, attempt } = envelope;
    const step = afterFailure(error, attempt);
    const facts = { topic, consumer: this.consumer.as, id, code: error.code, attempt };
    if (step.do === 'retry') {
      this.log.warn(facts, 'a message waits for another try');
      const headers = { [attemptHeader]: attempt + 1 };
      return { exchange: waitExchange(waitFor(step.inMs)), routingKey: this.queue, id, topic, json, headers };
    }
    this.log.error({ ...facts, err: error }, 'a message was parked');
    const headers = {
      [attemptHeader]: attempt + 1,
      'keepline-parked': JSON.stringify(error.toWire()),
      'keepline-code': error.code,
    };
    return { exchange: '', routingKey: this.parked, id, topic, json, headers };
  }
}

function envelopeOf({ properties, content }: ConsumeMessage): Envelope {
  const attempt: unknown = properties.headers?.[attemptHeader];
  return {
    id: String(properties.messageId),
    topic: String(properties.type),
    json: content.toString('utf8'),
    attempt: typeof attempt === 'number' ? attempt : 0,
  };
}
