import { Controller } from '@nestjs/common';
import { callEnded, type CallEnded } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { CallCaptureService } from './call-capture.service.js';

const consumer = 'core.call-capture';

@Controller()
export class CallEndedConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly capture: CallCaptureService,
  ) {}

  @Consumes(callEnded, { as: consumer, batch: 20 })
  async ended(batch: Delivered<CallEnded>[]): Promise<void> {
    await this.inbox.onceEach(consumer, batch, async (tx, fresh) => {
      // In one order for all writers: two batches with the same calls wait for each other and never in a circle.
      for (const { body } of fresh.toSorted((a, b) => (a.body.callId < b.body.callId ? -1 : 1)))
        await this.capture.store(tx, body);
    });
  }
}
