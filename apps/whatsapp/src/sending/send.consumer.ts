import { Controller } from '@nestjs/common';
import {
  markWhatsappRead,
  sendWhatsapp,
  showWhatsappTyping,
  type MarkWhatsappRead,
  type ReplyOf,
  type RequestOf,
  type SendWhatsapp,
} from '#libs/contracts';
import { Answers, Consumes, Inbox, type Delivered } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { asAppError } from '#libs/errors';
import { NumberBook } from '../numbers/number-book.service.js';
import { NumberSupervisor } from '../numbers/number-supervisor.service.js';
import { SealedBodies } from '../receiving/sealed-body.js';
import { DeliveryRepository } from './delivery.repository.js';
import { Likeness } from './likeness.js';
import { SenderService } from './sender.service.js';

@Controller()
export class SendConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly deliveries: DeliveryRepository,
    private readonly sender: SenderService,
    private readonly sealed: SealedBodies,
    private readonly likeness: Likeness,
    private readonly book: NumberBook,
    private readonly supervisor: NumberSupervisor,
    private readonly log: Logger,
  ) {}

  /** Takes orders into the queue; sending them is the sender's. */
  @Consumes(sendWhatsapp, { as: 'whatsapp.send', batch: 100 })
  async enqueue(orders: Delivered<SendWhatsapp>[]): Promise<void> {
    await this.inbox.onceEach('whatsapp.send', orders, async (tx, fresh) => {
      await this.deliveries.enqueue(
        tx,
        fresh.map(({ body: order }) => ({
          order,
          sealed: this.sealed.seal(order),
          likeness: this.likeness.ofOrder(order.content),
        })),
      );
      tx.afterCommit(() => this.sender.nudge());
    });
  }

  /** Nobody waits for it, and it is lost without harm: the bus does not wait for WhatsApp. */
  @Consumes(markWhatsappRead, { as: 'whatsapp.read' })
  markRead({ body: { channelId, chatId, messageId } }: Delivered<MarkWhatsappRead>): Promise<void> {
    if (!this.book.isReady(channelId) || !this.book.find(channelId)?.settings.markRead) return Promise.resolve();
    this.supervisor
      .driverOf(channelId)
      .markRead(channelId, chatId, messageId)
      .catch((error: unknown) =>
        this.log.info({ channelId, code: asAppError(error).code }, 'A chat could not be marked as read'),
      );
    return Promise.resolve();
  }

  @Answers(showWhatsappTyping)
  async showTyping({
    channelId,
    chatId,
    is,
  }: RequestOf<typeof showWhatsappTyping>): Promise<ReplyOf<typeof showWhatsappTyping>> {
    if (!this.book.isReady(channelId)) return { shown: false };
    return { shown: await this.supervisor.driverOf(channelId).showTyping(channelId, chatId, is) };
  }
}
