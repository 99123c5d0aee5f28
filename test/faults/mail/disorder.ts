import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { deliveryChanged, letterReceived, letterSubmitted, sendLetter } from '#libs/contracts';
import { seeded } from '#libs/testing';

const exchange = 'keepline';
/** Which messages of mail go into whose queue. */
const ways = [
  [letterReceived.topic, 'core.capture'],
  [letterSubmitted.topic, 'core.submission'],
  [sendLetter.topic, sendLetter.topic],
  [deliveryChanged.topic, 'core.deliveries'],
] as const;
/** So long messages are kept, to have others to change places with. */
const keptMs = 400;

/** Takes the messages of mail out of the way of a broker, and hands each on twice and in another order. */
export class Disorder {
  private kept: ConsumeMessage[] = [];
  private timer: NodeJS.Timeout | undefined;
  private handing: Promise<unknown> = Promise.resolve();
  private readonly random = seeded(18);
  /** How many were handed on. */
  count = 0;

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: ConfirmChannel,
    private readonly queue: string,
  ) {}

  static async begin(url: string): Promise<Disorder> {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const disorder = new Disorder(connection, channel, queue);
    await channel.consume(queue, (message) => disorder.take(message));
    // At every moment a message has a queue to go to, or its publisher would be told that there is none.
    for (const [topic, theirs] of ways) {
      await channel.bindQueue(queue, exchange, topic);
      await channel.unbindQueue(theirs, exchange, topic);
    }
    return disorder;
  }

  /** Messages go their own way again; those that are still here are handed on before. */
  async end(): Promise<void> {
    for (const [topic, theirs] of ways) {
      await this.channel.bindQueue(theirs, exchange, topic);
      await this.channel.unbindQueue(this.queue, exchange, topic);
    }
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, keptMs));
      await this.handing;
      const { messageCount } = await this.channel.checkQueue(this.queue);
      if (messageCount === 0 && this.kept.length === 0) break;
    }
    await this.connection.close();
  }

  private take(message: ConsumeMessage | null): void {
    if (message === null) return;
    this.kept.push(message);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const kept = this.kept.splice(0);
      this.handing = this.handing.then(() => this.handOn(kept));
    }, keptMs);
  }

  private async handOn(messages: readonly ConsumeMessage[]): Promise<void> {
    const twice = [...messages, ...messages]
      .map((message) => ({ message, place: this.random() }))
      .sort((a, b) => a.place - b.place);
    for (const { message } of twice) {
      const theirs = ways.find(([topic]) => topic === message.fields.routingKey)![1];
      const { properties, content } = message;
      this.channel.publish('', theirs, content, {
        persistent: true,
        messageId: String(properties.messageId),
        type: String(properties.type),
        contentType: 'application/json',
        headers: properties.headers ?? {},
      });
    }
    await this.channel.waitForConfirms();
    for (const message of messages) this.channel.ack(message);
    this.count += messages.length;
  }
}
