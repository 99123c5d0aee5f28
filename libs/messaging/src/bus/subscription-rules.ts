import { Bug, OperationalError } from '#libs/errors';
import type { Subscriptions } from './bus.port.js';
import { groupBy } from './group-by.js';

/**
 * What the roles of one process ask for together must make sense.
 * @throws Bug('bus.command-has-two-consumers'), Bug('bus.consumer-name-taken'), Bug('bus.ask-has-two-answerers')
 */
export function refuseClashes(all: readonly Subscriptions[]): void {
  const consumers = all.flatMap((s) => s.consumers);
  const twice = <T>(items: readonly T[], key: (item: T) => string) =>
    [...groupBy(items, key)].find(([, same]) => same.length > 1);

  const command = twice(
    consumers.filter((c) => c.contract.is === 'command'),
    (c) => c.contract.topic,
  );
  if (command)
    commandHasTwoConsumers(
      command[0],
      command[1].map((c) => c.as),
    );

  const name = twice(consumers, (c) => c.as);
  if (name)
    throw new Bug('bus.consumer-name-taken', { consumer: name[0], topics: name[1].map((c) => c.contract.topic) });

  const ask = twice(
    all.flatMap((s) => s.answerers),
    (a) => a.contract.topic,
  );
  if (ask) throw new Bug('bus.ask-has-two-answerers', { topic: ask[0] });
}

/** A command is an order: two who carry it out are one too many. */
export function commandHasTwoConsumers(topic: string, consumers: readonly string[]): never {
  throw new Bug('bus.command-has-two-consumers', { topic, consumers });
}

/** Nobody has ever listened, or the role is not up yet: the message waits in the outbox rather than vanish. */
export function nobodyConsumes(topic: string): OperationalError {
  return new OperationalError('bus.nobody-consumes', { topic });
}
