import type { UnitOfWork } from '#libs/database';
import type { Health, Metrics } from '#libs/observability';
import type { Bus } from './bus/bus.port.js';
import { Inbox } from './inbox/inbox.js';
import type { Log } from './log.js';
import { BusStrategy } from './nest/bus-strategy.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { OutboxWatch } from './outbox/outbox-watch.js';
import { Outbox } from './outbox/outbox.js';

/** No redelivery takes this long; a parked message that is released later is the operator's to judge. */
const inboxRemembersDays = 90;

/** What one role needs to take part. */
export interface Messaging {
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  /** Start it when every role of the process listens; stop it, with a limit, before they close. */
  readonly relay: OutboxRelay;
  /** For `app.connectMicroservice({ strategy })` or `NestFactory.createMicroservice(module, { strategy })`. */
  readonly strategy: BusStrategy;
}

/**
 * @param parts.uow the role's own: outbox and inbox lie in its schema
 * @param parts.health the role's door; gets a check `messaging`
 */
export function messagingFor(
  role: string,
  parts: { bus: Bus; uow: UnitOfWork; log: Log; health: Pick<Health, 'watch'>; metrics: Pick<Metrics, 'gauge'> },
): Messaging {
  const { bus, uow, log } = parts;
  const inbox = new Inbox(uow);
  const watch = new OutboxWatch(role, uow, bus, parts.metrics);
  parts.health.watch('messaging', () => watch.check());
  const relay = new OutboxRelay(uow, bus, log, [
    { everyMs: 10_000, run: async () => void (await watch.refresh()) },
    { everyMs: 3_600_000, run: () => inbox.forget(inboxRemembersDays) },
  ]);
  return { outbox: new Outbox(() => relay.nudge()), inbox, relay, strategy: new BusStrategy(role, bus) };
}
