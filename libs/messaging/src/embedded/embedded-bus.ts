import { OperationalError } from '#libs/errors';
import type { AskContract, ReplyOf, RequestOf } from '#libs/contracts';
import { answerJson, readReply, withoutAnswer, writeRequest } from '../bus/asking.js';
import { Bus } from '../bus/bus.port.js';
import type { Answerer, AskOptions, Attachment, BusHealth, Envelope, Outcome, Subscriptions } from '../bus/bus.port.js';
import { ConsumerRunner } from '../bus/consumer-runner.js';
import { groupBy } from '../bus/group-by.js';
import { withinLimit } from '../bus/within-limit.js';
import type { Log } from '../log.js';
import { nobodyConsumes, refuseClashes } from '../bus/subscription-rules.js';
import { PartlyHandled } from './partly-handled.js';

/**
 * In process, and as strict as the broker: every consumer gets its own copy through JSON, checked against its contract.
 * It keeps nothing: a message counts as taken when all its consumers have handled it, so the outbox row is the durable
 * queue, and a crash in between means that it is delivered again.
 */
export class EmbeddedBus extends Bus {
  private readonly attached = new Set<Subscriptions>();
  private runners = new Map<string, ConsumerRunner[]>();
  private readonly answerers = new Map<string, Answerer>();
  private readonly partly = new PartlyHandled();
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(private readonly log: Log) {
    super();
  }

  override async publish(envelopes: readonly Envelope[]): Promise<readonly Outcome[]> {
    const outcomes = new Map<string, Outcome[]>(envelopes.map((envelope) => [envelope.id, []]));
    const byTopic = groupBy(envelopes, (envelope) => envelope.topic);
    await Promise.all(
      [...byTopic].flatMap(([topic, messages]) => {
        const runners = this.runners.get(topic) ?? [];
        return runners.map((runner) => this.deliver(runner, messages, outcomes));
      }),
    );
    return envelopes.map((envelope) => this.conclude(envelope, outcomes.get(envelope.id)!));
  }

  /** To one consumer; what it has handled in an earlier round, while another consumer failed, it does not get again. */
  private async deliver(
    runner: ConsumerRunner,
    messages: readonly Envelope[],
    outcomes: ReadonlyMap<string, Outcome[]>,
  ): Promise<void> {
    const due = messages.filter((message) => !this.partly.has(message.id, runner.consumer.as));
    const results = await this.track(runner.run(due));
    const handled = new Set(messages);
    due.forEach((message, n) => {
      const failure = results[n]!;
      outcomes.get(message.id)!.push(failure);
      if (failure === null) return;
      handled.delete(message);
      this.log.warn(
        {
          topic: message.topic,
          consumer: runner.consumer.as,
          id: message.id,
          code: failure.code,
          attempt: message.attempt,
        },
        'a message was not handled',
      );
    });
    const others = (this.runners.get(runner.consumer.contract.topic)?.length ?? 0) > 1;
    if (others) for (const message of handled) this.partly.add(message.id, runner.consumer.as);
  }

  /** One answer for the row: what may pass is tried again before what cannot succeed is parked. */
  private conclude(envelope: Envelope, failures: readonly Outcome[]): Outcome {
    const consumers = this.runners.get(envelope.topic) ?? [];
    if (consumers.length === 0) return nobodyConsumes(envelope.topic);
    const failed = failures.filter((failure) => failure !== null);
    if (failed.length === 0) {
      this.partly.forget(envelope.id);
      return null;
    }
    return failed.find((failure) => failure.kind === 'operational') ?? failed[0]!;
  }

  override async ask<C extends AskContract>(
    contract: C,
    request: RequestOf<C>,
    options?: AskOptions<C>,
  ): Promise<ReplyOf<C>> {
    const json = writeRequest(contract, request);
    const answerer = this.answerers.get(contract.topic);
    if (!answerer) return withoutAnswer(contract, options);
    let late: OperationalError | undefined;
    const tooLate = () => (late = new OperationalError('bus.no-answer'));
    try {
      const reply = await withinLimit(this.track(answerJson(answerer, json)), contract.timeoutMs, tooLate);
      return readReply(contract, reply);
    } catch (error) {
      if (late !== undefined && error === late) return withoutAnswer(contract, options);
      throw error;
    }
  }

  override attach(subscriptions: Subscriptions): Promise<Attachment> {
    const detach = async () => {
      this.attached.delete(subscriptions);
      this.arrange();
      await Promise.allSettled(this.underWay);
    };
    return new Promise((resolve) => {
      refuseClashes([...this.attached, subscriptions]);
      this.attached.add(subscriptions);
      this.arrange();
      resolve({ detach });
    });
  }

  override health(): Promise<BusHealth> {
    return Promise.resolve({ connected: true, parked: 0 });
  }

  override async close(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private arrange(): void {
    const all = [...this.attached];
    const runners = all.flatMap((s) => s.consumers.map((consumer) => new ConsumerRunner(consumer)));
    this.runners = groupBy(runners, (runner) => runner.consumer.contract.topic);
    this.answerers.clear();
    for (const answerer of all.flatMap((s) => s.answerers)) this.answerers.set(answerer.contract.topic, answerer);
  }

  private async track<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work);
    try {
      return await work;
    } finally {
      this.underWay.delete(work);
    }
  }
}
