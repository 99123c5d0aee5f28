import type { ConfirmChannel, Message, Options } from 'amqplib';
import { OperationalError } from '#libs/errors';
import type { Outcome } from '../bus/bus.port.js';
import { nobodyConsumes } from '../bus/subscription-rules.js';
import { withinLimit } from '../bus/within-limit.js';

const confirmLimitMs = 10_000;

export interface Outgoing {
  readonly exchange: string;
  readonly routingKey: string;
  readonly id: string;
  readonly topic: string;
  readonly json: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Publishes on one channel and waits for the broker's word. */
export class ConfirmedPublisher {
  /** Ids that came back because no queue is bound; the broker sends them before the confirmation. */
  private readonly returned = new Set<string>();

  constructor(private readonly channel: ConfirmChannel) {
    channel.on('return', (message: Message) => this.returned.add(message.properties.messageId as string));
  }

  /**
   * One outcome for each, in order.
   * @throws OperationalError('bus.away') when the channel was lost or the broker said nothing within 10 s
   */
  async publish(messages: readonly Outgoing[]): Promise<Outcome[]> {
    const away = (cause?: unknown) => new OperationalError('bus.away', {}, { cause });
    try {
      return await withinLimit(Promise.all(messages.map((message) => this.publishOne(message))), confirmLimitMs, away);
    } catch (error) {
      throw error instanceof OperationalError ? error : away(error);
    }
  }

  private publishOne({ exchange, routingKey, id, topic, json, headers }: Outgoing): Promise<Outcome> {
    const options: Options.Publish = {
      persistent: true,
      mandatory: true,
      messageId: id,
      type: topic,
      contentType: 'application/json',
      headers,
    };
    return new Promise((resolve, reject) => {
      this.channel.publish(exchange, routingKey, Buffer.from(json), options, (refusal: Error | null) => {
        const wasReturned = this.returned.delete(id);
        if (refusal === null) resolve(wasReturned ? nobodyConsumes(topic) : null);
        else if (/nacked/.test(refusal.message))
          resolve(new OperationalError('bus.full', { topic }, { cause: refusal }));
        else reject(refusal);
      });
    });
  }
}
