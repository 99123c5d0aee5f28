import { setImmediate as breathe } from 'node:timers/promises';
import { asAppError, Bug, OperationalError, type AppError } from '#libs/errors';
import type { Consumer, Delivered, Envelope, Outcome } from './bus.port.js';
import { readContract } from './contract-check.js';
import { withinLimit } from './within-limit.js';

/** RabbitMQ takes a message back after 30 minutes; a handler that needs more than one is not a handler but a job. */
const handlingLimitMs = 60_000;

const breatheEach = 16;

const tooSlow = 'bus.handler-too-slow';

/** Takes messages to one consumer and says for each what became of it. Both buses deliver through this. */
export class ConsumerRunner {
  constructor(
    readonly consumer: Consumer,
    private readonly limitMs: number = handlingLimitMs,
  ) {}

  /** One outcome for each envelope, in order. Never throws. */
  async run(envelopes: readonly Envelope[]): Promise<Outcome[]> {
    const outcomes = envelopes.map((): Outcome => null);
    const size = this.consumer.batch ?? 1;
    for (let from = 0; from < envelopes.length; from += size) {
      const chunk = await this.readable(envelopes, { from, to: Math.min(from + size, envelopes.length) }, outcomes);
      if (chunk.length === 0) continue;
      const failure = await this.tryOnce(chunk.map((one) => one.delivered));
      if (failure === null) continue;
      // Alone or stuck: there is nobody to tell the poison from. Otherwise each gets its own try, so that it harms only itself.
      if (chunk.length === 1 || failure.code === tooSlow) for (const one of chunk) outcomes[one.at] = failure;
      else for (const one of chunk) outcomes[one.at] = await this.tryOnce([one.delivered]);
    }
    return outcomes;
  }

  /** What of them keeps the contract; each is held against it, and a hundred in one go would keep everybody else waiting. */
  private async readable(
    envelopes: readonly Envelope[],
    { from, to }: { from: number; to: number },
    outcomes: Outcome[],
  ): Promise<{ delivered: Delivered<unknown>; at: number }[]> {
    const chunk: { delivered: Delivered<unknown>; at: number }[] = [];
    for (let at = from; at < to; at++) {
      if (at % breatheEach === breatheEach - 1) await breathe();
      const envelope = envelopes[at]!;
      try {
        chunk.push({ delivered: { id: envelope.id, body: this.read(envelope), attempt: envelope.attempt }, at });
      } catch (broken) {
        outcomes[at] = asAppError(broken);
      }
    }
    return chunk;
  }

  /** An old version of the topic that is still bound to the broker's queue is not what this consumer understands. */
  private read({ topic, json }: Envelope): unknown {
    const { contract } = this.consumer;
    if (topic === contract.topic) return readContract(topic, contract.schema, json);
    throw new Bug('contract.broken', { topic, problems: [`(topic): not ${contract.topic}`] });
  }

  private async tryOnce(deliveries: readonly Delivered<unknown>[]): Promise<Outcome> {
    try {
      await withinLimit(this.consumer.handle(deliveries), this.limitMs, () => this.wasTooSlow());
      return null;
    } catch (thrown) {
      return asAppError(thrown);
    }
  }

  private wasTooSlow(): AppError {
    return new OperationalError(tooSlow, { consumer: this.consumer.as, limitMs: this.limitMs });
  }
}
