import { Controller } from '@nestjs/common';
import { whatsappDeliveryChanged, type DeliveryId, type WhatsappDeliveryChanged } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { LiveEvents } from '../../../realtime/live-events.js';
import { MessageChanges } from '../../messages/message-changes.js';
import { MessageChangesRepository, type TouchedMessage } from '../../messages/message-changes.repository.js';
import { WhatsappDeliveriesRepository, type AdvancedDelivery } from './whatsapp-deliveries.repository.js';

const consumer = 'core.whatsapp-deliveries';
/** WhatsApp has it. */
const taken: ReadonlySet<string> = new Set(['sent', 'delivered', 'read', 'played']);

/** How far the messages have come that we gave to the whatsapp role, and what happens to them. */
@Controller()
export class WhatsappDeliveriesConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: WhatsappDeliveriesRepository,
    private readonly messages: MessageChangesRepository,
    private readonly changes: MessageChanges,
    private readonly live: LiveEvents,
  ) {}

  @Consumes(whatsappDeliveryChanged, { as: consumer, batch: 100 })
  async changed(batch: Delivered<WhatsappDeliveryChanged>[]): Promise<void> {
    await this.inbox.onceEach(consumer, batch, async (tx, fresh) => {
      const bodies = fresh.map(({ body }) => body);
      await this.messages.lockNumbers(
        tx,
        bodies.map(({ channelId }) => channelId),
      );
      const advanced = await this.repository.advance(tx, bodies);
      const touched = [...(await this.name(tx, advanced)), ...(await this.settle(tx, advanced))];
      tx.afterCommit(() => this.tell(advanced, touched));
    });
  }

  /** What was told of a message before we knew its name counts now. */
  private async name(tx: Tx, advanced: readonly AdvancedDelivery[]): Promise<TouchedMessage[]> {
    const ids = advanced.flatMap(({ id, act }) => (act === 'message' ? [id] : []));
    if (ids.length === 0) return [];
    const named = await this.repository.nameMessages(tx, ids);
    if (named.length > 0) await this.changes.joinEarly(tx, named);
    return this.messages.touched(
      tx,
      named.map(({ interactionId }) => interactionId),
    );
  }

  private settle(tx: Tx, advanced: readonly AdvancedDelivery[]): Promise<TouchedMessage[]> {
    const outcomes = advanced.flatMap(({ id, act, state }): { deliveryId: DeliveryId; state: 'done' | 'failed' }[] => {
      if (act === 'message') return [];
      if (taken.has(state)) return [{ deliveryId: id, state: 'done' }];
      return state === 'failed' ? [{ deliveryId: id, state: 'failed' }] : [];
    });
    return outcomes.length === 0 ? Promise.resolve([]) : this.changes.settle(tx, outcomes);
  }

  private tell(advanced: readonly AdvancedDelivery[], touched: readonly TouchedMessage[]): void {
    const audience = (clientId: AdvancedDelivery['clientId']) =>
      clientId === null ? ({ clientId, right: 'unplaced.handle' } as const) : { clientId };
    for (const { clientId, interactionId, state } of advanced)
      this.live.publish({ event: 'delivery', data: { clientId, interactionId, state } }, audience(clientId));
    for (const { clientId, ...data } of touched)
      this.live.publish({ event: 'interaction', data: { clientId, ...data } }, audience(clientId));
  }
}
