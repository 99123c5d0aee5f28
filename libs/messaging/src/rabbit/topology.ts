import type { Options } from 'amqplib';
import type { AskContract, MessageContract } from '#libs/contracts';

/*
 *  publish ─► exchange keepline (topic) ─► queue core.capture ─► consumer ─► ack
 *                                            ▲      │    │
 *                    after its time, by name │      │    └─ cannot succeed ─► core.capture.parked
 *                                            │      └────── may pass ──► keepline.wait.1000 (5000, …)
 *                                            └──────────────────────────────────┘
 * A message is in a queue at every moment: it is acknowledged only after the next queue has confirmed it.
 */
export const exchange = 'keepline';

/** Waiting times, milliseconds. One queue for each, shared by all: in a queue of one TTL nothing waits behind what waits longer. */
export const waits = [1_000, 5_000, 30_000, 120_000, 900_000] as const;

export const waitExchange = (ms: number) => `keepline.wait.${ms}`;

/** The shortest wait that is long enough. */
export const waitFor = (ms: number): number => waits.find((wait) => wait >= ms) ?? waits[waits.length - 1]!;

/** An event has a queue for each consumer; a command has one of its own, so that a second consumer finds it taken. */
export const queueOf = (contract: MessageContract, as: string): string =>
  contract.is === 'event' ? as : contract.topic;

export const parkedQueueOf = (as: string): string => `${as}.parked`;

export const askQueueOf = (contract: AskContract): string => `ask.${contract.topic}`;

/** Dead-lettering that waits for the other queue's confirmation (RabbitMQ ≥ 3.10); it asks for this overflow policy. */
const movedSafely = {
  'x-queue-type': 'quorum',
  'x-dead-letter-exchange': '',
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
};

/** A message that was in the hands of twenty processes which died is parked rather than given to a twenty-first. */
export const consumerQueue = (as: string): Options.AssertQueue => ({
  durable: true,
  arguments: { ...movedSafely, 'x-dead-letter-routing-key': parkedQueueOf(as), 'x-delivery-limit': 20 },
});

/** No routing key of its own: what comes back goes to the queue that it was addressed to. */
export const waitQueue = (ms: number): Options.AssertQueue => ({
  durable: true,
  arguments: { ...movedSafely, 'x-message-ttl': ms },
});

export const parkedQueue: Options.AssertQueue = { durable: true, arguments: { 'x-queue-type': 'quorum' } };

/** Gone with the last answerer, so that an ask finds out at once that nobody is there. */
export const askQueue: Options.AssertQueue = { durable: true, autoDelete: true };

export const attemptHeader = 'keepline-attempt';
