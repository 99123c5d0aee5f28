import { Controller } from '@nestjs/common';
import { whatsappNumberChanged, type WhatsappNumberChanged } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { LiveEvents } from '../../realtime/live-events.js';
import { WhatsappNumbersRepository } from './numbers.repository.js';

const consumer = 'core.whatsapp-numbers';

/** How a number is, as the whatsapp role sees it. */
@Controller()
export class WhatsappNumberChangedConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: WhatsappNumbersRepository,
    private readonly live: LiveEvents,
  ) {}

  @Consumes(whatsappNumberChanged, { as: consumer })
  async note({ id, body }: Delivered<WhatsappNumberChanged>): Promise<void> {
    await this.inbox.once(consumer, id, async (tx) => {
      if (!(await this.repository.noteStanding(tx, body))) return;
      const event = { event: 'channel', data: { channelId: body.channelId } } as const;
      tx.afterCommit(() => this.live.publish(event, { clientId: null, right: 'channels.read' }));
    });
  }
}
