import { Controller, Inject } from '@nestjs/common';
import { deliveryChanged, type DeliveryChanged } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import type { Tx } from '#libs/database';
import { DeliveryReports } from '../reading/delivery-reports.js';
import { ReadingService } from '../reading/reading.service.js';
import { isGone, statusIn } from '../reading/undelivered-text.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { DeliveriesRepository, type ChangedDelivery } from './deliveries.repository.js';

const consumer = 'core.deliveries';

/** How far the letters have come that we gave to the mail role. */
@Controller()
export class DeliveriesConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: DeliveriesRepository,
    private readonly reports: DeliveryReports,
    private readonly live: LiveEvents,
    @Inject(ReadingService) private readonly reading: Pick<ReadingService, 'sent'>,
  ) {}

  @Consumes(deliveryChanged, { as: consumer, batch: 100 })
  async changed(batch: Delivered<DeliveryChanged>[]): Promise<void> {
    await this.inbox.onceEach(consumer, batch, async (tx, fresh) => {
      const changed = await this.repository.advance(
        tx,
        fresh.map(({ body }) => body),
      );
      await this.noteGone(tx, changed);
      tx.afterCommit(() => changed.forEach((one) => this.tell(one)));
    });
    this.reading.sent(batch.length);
  }

  /** The client's server said at once that nothing arrives there: the address is marked as after a bounce. */
  private async noteGone(tx: Tx, changed: readonly ChangedDelivery[]): Promise<void> {
    const gone = changed.flatMap(({ state, recipient, reply }) => {
      const code = statusIn(reply ?? '');
      return state === 'failed' && reply !== null && code !== '' && isGone(code, reply)
        ? [{ address: recipient.toLowerCase(), code, reply: reply.slice(0, 500) }]
        : [];
    });
    if (gone.length > 0) await this.reports.takeGone(tx, gone);
  }

  private tell({ clientId, interactionId, state }: ChangedDelivery): void {
    const data = { clientId, interactionId, state };
    const audience = clientId ? { clientId } : ({ clientId: null, right: 'unplaced.handle' } as const);
    this.live.publish({ event: 'delivery', data }, audience);
  }
}
