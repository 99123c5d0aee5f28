import { z } from 'zod';

/** A topic with its version: `mail.message.received.v1`. The first word names the role that owns the contract. */
export type Topic = `${string}.v${number}`;

/** Past tense: something happened. Any number of consumers. */
export interface EventContract<S extends z.ZodType = z.ZodType> {
  readonly is: 'event';
  readonly topic: Topic;
  readonly schema: S;
}

/** An order: exactly one consumer carries it out. */
export interface CommandContract<S extends z.ZodType = z.ZodType> {
  readonly is: 'command';
  readonly topic: Topic;
  readonly schema: S;
}

/** Request and reply, only for what a live call or a person at a screen waits for. */
export interface AskContract<Q extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType> {
  readonly is: 'ask';
  readonly topic: Topic;
  readonly request: Q;
  readonly reply: A;
  readonly timeoutMs: number;
}

/** What the outbox carries: events and commands. */
export type MessageContract<S extends z.ZodType = z.ZodType> = EventContract<S> | CommandContract<S>;
export type BodyOf<C extends MessageContract> = z.infer<C['schema']>;
export type RequestOf<C extends AskContract> = z.infer<C['request']>;
export type ReplyOf<C extends AskContract> = z.infer<C['reply']>;

export function defineEvent<S extends z.ZodType>(topic: Topic, schema: S): EventContract<S> {
  return { is: 'event', topic, schema };
}

export function defineCommand<S extends z.ZodType>(topic: Topic, schema: S): CommandContract<S> {
  return { is: 'command', topic, schema };
}

export function defineAsk<Q extends z.ZodType, A extends z.ZodType>(
  topic: Topic,
  contract: { request: Q; reply: A; timeoutMs: number },
): AskContract<Q, A> {
  return { is: 'ask', topic, ...contract };
}
