import type { AppError } from '#libs/errors';
import type { AskContract, MessageContract, ReplyOf, RequestOf } from '#libs/contracts';

/** A message on its way. The body stays JSON text from the outbox to the consumer: it is written once and read once. */
export interface Envelope {
  /** UUIDv7, made by the outbox; the key of the inbox. */
  readonly id: string;
  readonly topic: string;
  readonly json: string;
  /** How often it has failed before, from 0. */
  readonly attempt: number;
}

/** What a consumer is given. */
export interface Delivered<T> {
  readonly id: string;
  readonly body: T;
  /** How often this message has failed before, from 0. */
  readonly attempt: number;
}

/** null: taken. Otherwise why it was not, and `afterFailure` says what comes next. */
export type Outcome = AppError | null;

/** One consumer of one topic. */
export interface Consumer {
  readonly contract: MessageContract;
  /** Unique in the product and for ever, `core.capture`: the inbox and the broker's queue go by it. */
  readonly as: string;
  /** null: `handle` gets one message at a time; otherwise up to this many together. */
  readonly batch: number | null;
  /** @throws whatever went wrong; everything that it was given counts as failed */
  handle(deliveries: readonly Delivered<unknown>[]): Promise<void>;
}

/** Who answers an ask. */
export interface Answerer {
  readonly contract: AskContract;
  answer(request: unknown): Promise<unknown>;
}

/** What a role takes from the bus. */
export interface Subscriptions {
  readonly role: string;
  readonly consumers: readonly Consumer[];
  readonly answerers: readonly Answerer[];
}

/** A role's hold on the bus. */
export interface Attachment {
  /** Takes nothing new and waits for what is being handled. */
  detach(): Promise<void>;
}

export interface AskOptions<C extends AskContract> {
  /** What to go on with when nobody answers in time. An error that the other side answered with is thrown all the same. */
  readonly fallback?: () => ReplyOf<C>;
}

export interface BusHealth {
  readonly connected: boolean;
  /** Messages that the broker holds for a person to look at; the embedded bus leaves them in the outbox and says 0. */
  readonly parked: number;
}

/** How roles talk: in process or through RabbitMQ, with the same rules. `KEEPLINE_BUS_URL` alone decides which. */
export abstract class Bus {
  /**
   * Hands messages over. Resolves with one outcome for each, in order: taken means that it is durable with every consumer
   * (RabbitMQ confirmed it) or handled by every consumer (embedded), so that the outbox row may go.
   * @throws OperationalError('bus.away') when nothing can be handed over at all; no message is to blame
   */
  abstract publish(envelopes: readonly Envelope[]): Promise<readonly Outcome[]>;

  /**
   * Request and reply, with the contract's time limit.
   * @throws OperationalError('bus.no-answer') after the limit, where no fallback is given
   * @throws the answerer's own error, as `{ code, kind, details }`
   */
  abstract ask<C extends AskContract>(contract: C, request: RequestOf<C>, options?: AskOptions<C>): Promise<ReplyOf<C>>;

  /**
   * Begins to deliver to a role.
   * @throws Bug('bus.command-has-two-consumers'), Bug('bus.consumer-name-taken'), Bug('bus.ask-has-two-answerers')
   */
  abstract attach(subscriptions: Subscriptions): Promise<Attachment>;

  abstract health(): Promise<BusHealth>;

  /** Lets go of the broker; attachments are expected to be gone. */
  abstract close(): Promise<void>;
}
