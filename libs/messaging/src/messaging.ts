import type { UnitOfWork } from '#libs/database';
import type { Bus } from './bus/bus.port.js';
import { Inbox } from './inbox/inbox.js';
import type { Log } from './log.js';
import { BusStrategy } from './nest/bus-strategy.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { Outbox } from './outbox/outbox.js';

/** What one role needs to take part. `uow` is the role's own: outbox and inbox lie in its schema. */
export interface Messaging {
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  /** Start it when every role of the process listens; stop it before the bus closes. */
  readonly relay: OutboxRelay;
  /** For `app.connectMicroservice({ strategy })`. */
  readonly strategy: BusStrategy;
}

export function messagingFor(role: string, parts: { bus: Bus; uow: UnitOfWork; log: Log }): Messaging {
  const relay = new OutboxRelay(parts.uow, parts.bus, parts.log);
  return {
    outbox: new Outbox(() => relay.nudge()),
    inbox: new Inbox(parts.uow),
    relay,
    strategy: new BusStrategy(role, parts.bus),
  };
}
