import { Controller } from '@nestjs/common';
import {
  retellWhatsapp,
  whatsappMediaSettled,
  whatsappMessageChanged,
  whatsappMessageReceived,
  type BodyOf,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Consumes, Outbox, type Delivered } from '#libs/messaging';
import { Logger } from '#libs/observability';
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
    private readonly log: Logger,
  ) {}

  /** Tells messages again with all that happened to them since. Harmless to repeat: core knows each by its id. */
  @Consumes(retellWhatsapp, { as: 'whatsapp.retell' })
  async retell({ body: { channelId, messageIds } }: Delivered<BodyOf<typeof retellWhatsapp>>): Promise<void> {
    await this.uow.run(async (tx) => {
      const messages = (await this.seen.findTold(tx, channelId, messageIds)).filter(({ author }) => author !== 'ours');
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
    });
  }
}
