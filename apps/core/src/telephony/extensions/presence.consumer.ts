import { Controller } from '@nestjs/common';
import { presenceChanged, type PresenceChanged } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { LiveEvents } from '../../realtime/live-events.js';
import { ExtensionsRepository } from './extensions.repository.js';

const consumer = 'core.presence';

/** Who can be reached now. */
@Controller()
export class PresenceConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: ExtensionsRepository,
    private readonly live: LiveEvents,
  ) {}

  @Consumes(presenceChanged, { as: consumer })
  async note({ id, body }: Delivered<PresenceChanged>): Promise<void> {
    await this.inbox.once(consumer, id, async (tx) => {
      if (!(await this.repository.notePresence(tx, body))) return;
      const event = { event: 'presence', data: { employeeId: body.employeeId } } as const;
      tx.afterCommit(() => this.live.publish(event, { clientId: null, right: 'people.read' }));
    });
  }
}
