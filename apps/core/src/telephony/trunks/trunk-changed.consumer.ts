import { Controller } from '@nestjs/common';
import { trunkChanged, type TrunkChanged } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { LiveEvents } from '../../realtime/live-events.js';
import { TrunksRepository } from './trunks.repository.js';

const consumer = 'core.trunks';

/** How a provider account is, as the telephony role sees it; its numbers are as it is. */
@Controller()
export class TrunkChangedConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: TrunksRepository,
    private readonly live: LiveEvents,
  ) {}

  @Consumes(trunkChanged, { as: consumer })
  async note({ id, body }: Delivered<TrunkChanged>): Promise<void> {
    await this.inbox.once(consumer, id, async (tx) => {
      const numbers = await this.repository.noteState(tx, body);
      if (numbers === null) return;
      tx.afterCommit(() => {
        const audience = { clientId: null, right: 'channels.read' } as const;
        this.live.publish({ event: 'telephony', data: {} }, audience);
        for (const channelId of numbers) this.live.publish({ event: 'channel', data: { channelId } }, audience);
      });
    });
  }
}
