import { randomUUID } from 'node:crypto';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { AskContract, ReplyOf, RequestOf } from '#libs/contracts';
import { answerJson, readReply, withoutAnswer, writeRequest } from '../bus/asking.js';
import type { Answerer, AskOptions } from '../bus/bus.port.js';
import { withinLimit } from '../bus/within-limit.js';
import type { KeptChannel, RabbitLink } from './rabbit-link.js';
import { askQueue, askQueueOf } from './topology.js';

/** RabbitMQ's direct reply-to: a queue that exists only as long as this channel. */
const replyTo = 'amq.rabbitmq.reply-to';

/** The asking end. */
export class RabbitAsker {
  private readonly kept: KeptChannel;
  /** By correlation id; null: nobody is there to answer. */
  private readonly waiting = new Map<string, (replyJson: string | null) => void>();

  constructor(link: RabbitLink) {
    this.kept = link.keep('asks', async (channel) => {
      const settle = (message: ConsumeMessage | null, reply: string | null) =>
        this.waiting.get(String(message?.properties.correlationId))?.(reply);
      channel.on('return', (message: ConsumeMessage) => settle(message, null));
      await channel.consume(replyTo, (message) => settle(message, message?.content.toString('utf8') ?? null), {
        noAck: true,
      });
    }).channel;
  }

  async ask<C extends AskContract>(contract: C, request: RequestOf<C>, options?: AskOptions<C>): Promise<ReplyOf<C>> {
    const json = writeRequest(contract, request);
    const channel = this.kept.current;
    const reply = channel ? await this.exchange(channel, contract, json) : null;
    return reply === null ? withoutAnswer(contract, options) : readReply(contract, reply);
  }

  private async exchange(channel: ConfirmChannel, contract: AskContract, json: string): Promise<string | null> {
    const correlationId = randomUUID();
    const answered = new Promise<string | null>((resolve) => this.waiting.set(correlationId, resolve));
    try {
      channel.publish('', askQueueOf(contract), Buffer.from(json), {
        mandatory: true,
        replyTo,
        correlationId,
        // Nobody waits for the answer any more then.
        expiration: contract.timeoutMs,
        contentType: 'application/json',
      });
      return await withinLimit(answered, contract.timeoutMs, () => new Error('late'));
    } catch {
      // Too late, or the channel went away under it: no answer, either way.
      return null;
    } finally {
      this.waiting.delete(correlationId);
    }
  }
}

/** The answering end of one role. */
export class RabbitAnswerers {
  private kept: KeptChannel | null = null;
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly role: string,
    private readonly answerers: readonly Answerer[],
  ) {}

  async open(link: RabbitLink): Promise<void> {
    if (this.answerers.length === 0) return;
    const { channel, ready } = link.keep(`${this.role} answers`, (fresh) => this.setUp(fresh));
    this.kept = channel;
    await ready;
  }

  async close(): Promise<void> {
    await Promise.all(this.underWay);
    await this.kept?.close();
  }

  private async setUp(channel: ConfirmChannel): Promise<void> {
    for (const answerer of this.answerers) {
      const queue = askQueueOf(answerer.contract);
      await channel.assertQueue(queue, askQueue);
      const take = (message: ConsumeMessage | null) => {
        if (message === null) return;
        const work = this.answer(channel, answerer, message).finally(() => this.underWay.delete(work));
        this.underWay.add(work);
      };
      await channel.consume(queue, take, { noAck: true });
    }
  }

  private async answer(channel: ConfirmChannel, answerer: Answerer, message: ConsumeMessage): Promise<void> {
    const reply = await answerJson(answerer, message.content.toString('utf8'));
    const { properties } = message;
    try {
      const correlationId = String(properties.correlationId);
      channel.publish('', String(properties.replyTo), Buffer.from(reply), { correlationId });
    } catch {
      // The channel closed meanwhile, and with it the way back; the asker goes on without.
    }
  }
}
