import type { UnitOfWork } from '#libs/database';
import type { Bus } from '../bus/bus.port.js';
import type { Log } from '../log.js';

/** How much waits, and for how long. */
export interface OutboxState {
  readonly waiting: number;
  /** Age of the oldest waiting row, seconds; 0 when nothing waits. */
  readonly oldestS: number;
  readonly parked: number;
}

/** Carries committed messages from the outbox to the bus. */
export class OutboxRelay {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly bus: Bus,
    private readonly log: Log,
  ) {}

  start(): void {}

  /** There is something to carry. */
  nudge(): void {}

  /** Takes up no more than `withinMs`: carries on what is due, then ends. Whatever is left stays in the table. */
  async stop(_withinMs: number): Promise<void> {}

  state(): Promise<OutboxState> {
    return Promise.resolve({ waiting: 0, oldestS: 0, parked: 0 });
  }
}
