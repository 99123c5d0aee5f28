import { Controller } from '@nestjs/common';
import { callChanged, type CallChanged } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { LiveEvents } from '../../realtime/live-events.js';
import { callAudience } from '../call-audience.js';
import { CallFinder } from './call-finder.js';
import { LiveCallsRepository } from './live-calls.repository.js';

const consumer = 'core.live-calls';

/** Calls while they last: the pop, the board, who may do what in them. */
@Controller()
export class CallChangedConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: LiveCallsRepository,
    private readonly finder: CallFinder,
    private readonly live: LiveEvents,
  ) {}

  @Consumes(callChanged, { as: consumer, batch: 50 })
  async changed(batch: Delivered<CallChanged>[]): Promise<void> {
    await this.inbox.onceEach(consumer, batch, async (tx, fresh) => {
      // In one order for all writers: two batches with the same calls wait for each other and never in a circle.
      for (const { body } of fresh.toSorted(byCall)) {
        const before = await this.finder.lock(tx, body);
        const now = await this.repository.advance(tx, body);
        if (now === null) continue;
        tx.afterCommit(() =>
          this.live.publish(...callAudience(now, [...before.ringing, ...before.talking, before.consulted])),
        );
      }
    });
  }
}

const byCall = (a: Delivered<CallChanged>, b: Delivered<CallChanged>): number =>
  a.body.callId === b.body.callId ? a.body.revision - b.body.revision : a.body.callId < b.body.callId ? -1 : 1;
