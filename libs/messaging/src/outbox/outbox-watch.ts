import type { UnitOfWork } from '#libs/database';
import type { HealthCheck, Metrics } from '#libs/observability';
import type { Bus } from '../bus/bus.port.js';
import { OutboxQueueRepository, type OutboxState } from './outbox-queue.repository.js';

/** A message that waits longer than this is worth a look. */
const behindAfterS = 60;

const ok: HealthCheck = { status: 'ok', code: null, detail: null };
const degraded = (code: string, detail: string): HealthCheck => ({ status: 'degraded', code, detail });

/** Depth and age of one role's outbox, as metrics and as a health check. */
export class OutboxWatch {
  private readonly queue = new OutboxQueueRepository();
  private last: OutboxState = { waiting: 0, oldestS: 0, parked: 0 };

  constructor(
    private readonly role: string,
    private readonly uow: UnitOfWork,
    private readonly bus: Bus,
    private readonly metrics: Pick<Metrics, 'gauge'>,
  ) {}

  /** Looks again; metrics and `state` go by what it last saw. */
  async refresh(): Promise<OutboxState> {
    this.last = await this.uow.run((tx) => this.queue.state(tx));
    const show = (name: string, help: string, value: number) =>
      this.metrics.gauge(name, help, ['role']).set({ role: this.role }, value);
    show('keepline_outbox_waiting_messages', 'Messages that wait to be handed to the bus', this.last.waiting);
    show('keepline_outbox_oldest_seconds', 'Age of the oldest message that waits', this.last.oldestS);
    show('keepline_outbox_parked_messages', 'Messages that a person must look at', this.last.parked);
    return this.last;
  }

  /** For `health.watch('messaging', …)`. */
  async check(): Promise<HealthCheck> {
    const bus = await this.bus.health();
    if (!bus.connected) return degraded('bus.away', `${this.last.waiting} messages wait`);
    const { waiting, oldestS, parked } = await this.refresh();
    if (parked > 0) return degraded('outbox.parked', `${parked} messages are parked`);
    if (bus.parked > 0) return degraded('bus.parked', `${bus.parked} messages are parked at the broker`);
    if (oldestS > behindAfterS)
      return degraded('outbox.behind', `${waiting} messages wait, the oldest ${Math.round(oldestS)} s`);
    return ok;
  }
}
