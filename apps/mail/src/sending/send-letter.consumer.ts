import { Controller } from '@nestjs/common';
import { sendLetter, type SendLetter } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { DeliveryRepository } from './delivery.repository.js';
import { SenderService } from './sender.service.js';

@Controller()
export class SendLetterConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly deliveries: DeliveryRepository,
    private readonly sender: SenderService,
  ) {}

  /** Takes orders into the queue; sending them is the sender's. */
  @Consumes(sendLetter, { as: 'mail.send', batch: 100 })
  async enqueue(orders: Delivered<SendLetter>[]): Promise<void> {
    await this.inbox.onceEach('mail.send', orders, async (tx, fresh) => {
      await this.deliveries.enqueue(
        tx,
        fresh.map(({ body }) => body),
      );
      tx.afterCommit(() => this.sender.nudge());
    });
  }
}
