import { Controller, Module, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { defineAsk, defineCommand, defineEvent, Moment, type BodyOf } from '#libs/contracts';
import type { UnitOfWork } from '#libs/database';
import { Health, Metrics } from '#libs/observability';
import { Answers, Consumes, messagingFor, type Bus, type Delivered, type Log, type Messaging } from '#libs/messaging';

/** A schema that lets a Date through, as a careless one might: on the other side it is text all the same. */
export const noted = defineEvent(
  'test.noted.v1',
  z.object({ n: z.string(), at: z.union([z.date(), Moment]).optional() }),
);
export const counted = defineEvent('test.counted.v1', z.object({ n: z.string() }));
export const ordered = defineCommand('test.order.v1', z.object({ n: z.string() }));
export const sum = defineAsk('test.sum.v1', {
  request: z.object({ terms: z.array(z.number()) }),
  reply: z.object({ sum: z.number() }),
  timeoutMs: 500,
});
export const nobodysAsk = defineAsk('test.nobody.v1', { request: z.object({}), reply: z.object({}), timeoutMs: 500 });

export type Note = Delivered<BodyOf<typeof noted>>;
export type Count = Delivered<BodyOf<typeof counted>>;

/** What the consumers of the office do; a test puts its own behaviour here. */
export class Desk {
  core = async (_note: Note): Promise<void> => {};
  mail = async (_note: Note): Promise<void> => {};
  counts = async (_batch: Count[]): Promise<void> => {};
  orders = async (_order: Delivered<BodyOf<typeof ordered>>): Promise<void> => {};
  sums = ({ terms }: z.infer<typeof sum.request>): Promise<{ sum: number }> =>
    Promise.resolve({ sum: terms.reduce((a, b) => a + b, 0) });
}

export const desk = new Desk();

@Controller()
class CoreConsumers {
  @Consumes(noted, { as: 'core.notes' })
  note(note: Note): Promise<void> {
    return desk.core(note);
  }

  @Consumes(counted, { as: 'core.counts', batch: 10 })
  count(batch: Count[]): Promise<void> {
    return desk.counts(batch);
  }
}

@Controller()
class MailConsumers {
  @Consumes(noted, { as: 'mail.notes' })
  note(note: Note): Promise<void> {
    return desk.mail(note);
  }

  @Consumes(ordered, { as: 'mail.orders' })
  order(order: Delivered<BodyOf<typeof ordered>>): Promise<void> {
    return desk.orders(order);
  }

  @Answers(sum)
  add(request: z.infer<typeof sum.request>): Promise<{ sum: number }> {
    return desk.sums(request);
  }
}

@Module({ controllers: [CoreConsumers] })
class CoreModule {}

@Module({ controllers: [MailConsumers] })
class MailModule {}

const modules: Record<'core' | 'mail', Type> = { core: CoreModule, mail: MailModule };

export interface Role extends Messaging {
  readonly health: Health;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** A role of the office: a Nest microservice of its own, listening; its relay is not started. */
export async function aRole(name: 'core' | 'mail', parts: { bus: Bus; uow: UnitOfWork; log: Log }): Promise<Role> {
  const health = new Health();
  const metrics = new Metrics({ defaults: false });
  const messaging = messagingFor(name, { ...parts, health, metrics });
  const app: INestMicroservice = await NestFactory.createMicroservice(modules[name], {
    strategy: messaging.strategy,
    logger: false,
  });
  await app.listen();
  return { ...messaging, health, metrics, close: () => app.close() };
}
