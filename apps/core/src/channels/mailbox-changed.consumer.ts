import { Controller } from '@nestjs/common';
import { mailboxChanged, type MailboxChanged } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { LiveEvents } from '../realtime/live-events.js';
import { ChannelsRepository } from './channels.repository.js';

/** How a mailbox is, as the mail role sees it. */
@Controller()
export class MailboxChangedConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: ChannelsRepository,
    private readonly live: LiveEvents,
  ) {}

  @Consumes(mailboxChanged, { as: 'core.channels' })
  async note({ id, body }: Delivered<MailboxChanged>): Promise<void> {
    await this.inbox.once('core.channels', id, async (tx) => {
      if (!(await this.repository.noteState(tx, body))) return;
      tx.afterCommit(() => {
        this.live.publish(
          { event: 'channel', data: { channelId: body.channelId } },
          { clientId: null, right: 'channels.read' },
        );
      });
    });
  }
}
