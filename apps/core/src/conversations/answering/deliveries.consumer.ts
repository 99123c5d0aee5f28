import { Controller } from '@nestjs/common';
import { deliveryChanged, type DeliveryChanged } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { LiveEvents } from '../../realtime/live-events.js';
import { DeliveriesRepository, type ChangedDelivery } from './deliveries.repository.js';

const consumer = 'core.deliveries';

/** How far the letters have come that we gave to the mail role. */
@Controller()
export class DeliveriesConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: DeliveriesRepository,
    private readonly live: LiveEvents,
  ) {}

  @Consumes(deliveryChanged, { as: consumer, batch: 100 })
  async changed(batch: Delivered<DeliveryChanged>[]): Promise<void> {
    await this.inbox.onceEach(consumer, batch, async (tx, fresh) => {
      const changed = await this.repository.advance(
        tx,
        fresh.map(({ body }) => body),
      );
      tx.afterCommit(() => changed.forEach((one) => this.tell(one)));
    });
  }

  private tell(data: ChangedDelivery): void {
    const { clientId } = data;
    const audience = clientId ? { clientId } : ({ clientId: null, right: 'unplaced.handle' } as const);
    this.live.publish({ event: 'delivery', data }, audience);
  }
}
