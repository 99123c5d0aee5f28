import { Controller } from '@nestjs/common';
import { retellWhatsapp, whatsappTallied, type WhatsappTallied } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Consumes, Inbox, Outbox, type Delivered } from '#libs/messaging';
import { Alerts } from '../../alerts/alerts.js';
import { CompletenessRepository } from './completeness.repository.js';

const consumer = 'core.whatsapp-tally';

/**
 * What the provider has, found by another way than capture's, held against what is here. What is missing is asked for once more: it may
 * still be on its way. What the role has never seen is a gap, and it says so itself; what the next tally misses too is one as well.
 */
@Controller()
export class WhatsappTalliedConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: CompletenessRepository,
    private readonly alerts: Alerts,
    private readonly outbox: Outbox,
  ) {}

  @Consumes(whatsappTallied, { as: consumer })
  async tallied({ id, body }: Delivered<WhatsappTallied>): Promise<void> {
    await this.inbox.once(consumer, id, (tx) => this.compare(tx, body));
  }

  private async compare(tx: Tx, tally: WhatsappTallied): Promise<void> {
    const { channelId, from, to, at } = tally;
    const missing = await this.repository.missing(tx, tally);
    const messageIds = missing.map((one) => one.id);
    await this.repository.note(tx, tally, messageIds);
    if (messageIds.length === 0) return;
    await this.outbox.add(tx, retellWhatsapp, { channelId, messageIds });
    const lost = missing.filter(({ asked }) => asked).length;
    if (lost === 0) return;
    // Each hour counts the same again: one alert a day for a number.
    const once = `whatsapp.gap:${channelId}:${at.slice(0, 10)}`;
    const name = (await this.repository.nameOf(tx, channelId)) ?? '';
    const details = { channelId, name, missing: lost, from, to };
    await this.alerts.raise(tx, { code: 'whatsapp.gap', severity: 'alarm', at: new Date(at), details, once });
  }
}
