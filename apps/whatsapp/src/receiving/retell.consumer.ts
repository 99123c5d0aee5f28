import { Controller } from '@nestjs/common';
import {
  retellWhatsapp,
  whatsappMediaSettled,
  whatsappMessageChanged,
  whatsappMessageReceived,
  type BodyOf,
  type ChannelId,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Consumes, Outbox, type Delivered } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { Alarms } from '../numbers/alarms.js';
import { MediaJobRepository } from './media-job.repository.js';
import { SealedBodies } from './sealed-body.js';
import { SeenChangeRepository } from './seen-change.repository.js';
import { SeenMessageRepository } from './seen-message.repository.js';

@Controller()
export class RetellConsumer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly seen: SeenMessageRepository,
    private readonly changes: SeenChangeRepository,
    private readonly media: MediaJobRepository,
    private readonly sealed: SealedBodies,
    private readonly alarms: Alarms,
    private readonly log: Logger,
  ) {}

  /**
   * Tells messages again with all that happened to them since. Harmless to repeat: core knows each by its id. What the provider has and we
   * have never seen is a gap, and somebody must know: nobody asks for it a second time.
   */
  @Consumes(retellWhatsapp, { as: 'whatsapp.retell' })
  async retell({ body: { channelId, messageIds } }: Delivered<BodyOf<typeof retellWhatsapp>>): Promise<void> {
    const missing = await this.uow.run(async (tx) => {
      const seen = await this.seen.findTold(tx, channelId, messageIds);
      const messages = seen.filter(({ author }) => author !== 'ours');
      const bodies = messages.flatMap(({ told }) => (told ? [this.sealed.open(told)] : []));
      const changes = await this.changes.findTold(tx, channelId, messageIds);
      await this.outbox.addMany(
        tx,
        whatsappMessageReceived,
        bodies.map((body) => whatsappMessageReceived.schema.parse(body)),
      );
      await this.outbox.addMany(
        tx,
        whatsappMessageChanged,
        changes.map((told) => whatsappMessageChanged.schema.parse(this.sealed.open(told))),
      );
      await this.outbox.addMany(tx, whatsappMediaSettled, await this.media.findTold(tx, channelId, messageIds));
      this.log.info({ channelId, asked: messageIds.length, told: bodies.length }, 'Messages were told again');
      return new Set(messageIds).size - seen.length;
    });
    if (missing > 0) await this.raiseGap(channelId, missing);
  }

  /** The same key as core's own: whichever finds it first, it is one alert a day for a number. */
  private raiseGap(channelId: ChannelId, missing: number): Promise<void> {
    const once = `whatsapp.gap:${channelId}:${new Date().toISOString().slice(0, 10)}`;
    return this.alarms.raise(channelId, { code: 'whatsapp.gap', severity: 'alarm', details: { missing }, once });
  }
}
