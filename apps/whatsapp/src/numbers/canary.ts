import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChannelId, DeliveryId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { asAppError, UserError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { NumberGates } from '../sending/number-gates.js';
import { canaryWords } from './canary-mark.js';
import { NumberBook } from './number-book.service.js';
import { NumberRepository } from './number.repository.js';
import { NumberSupervisor } from './number-supervisor.service.js';

/** Sends a number's message to itself: the whole way works, or an alarm says that it does not. */
@Injectable()
export class Canary {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly numbers: NumberRepository,
    private readonly book: NumberBook,
    private readonly supervisor: NumberSupervisor,
    private readonly gates: NumberGates,
    private readonly log: Logger,
  ) {}

  /**
   * @returns when it left
   * @throws UserError `whatsapp.not-ready`; `whatsapp.canary-refused` where it could not even leave
   */
  async send(channelId: ChannelId): Promise<Date> {
    const driver = this.supervisor.driverOf(channelId);
    const facts = this.book.find(channelId);
    if (!facts || !this.book.isReady(channelId)) throw new UserError('whatsapp.not-ready', { channelId });
    const mark = randomBytes(6).toString('hex');
    const sentAt = new Date();
    await this.uow.run((tx) => this.numbers.beginCanary(tx, channelId, mark, sentAt));
    this.book.setCanary(channelId, { mark, sentAt, returnedAt: null });
    if (facts.settings.driver === 'cloud') {
      // The Cloud API sends nothing to its own number: what can be tried is whether it would let us.
      const checks = await driver.test(facts);
      const wrong = checks.find(({ ok }) => !ok);
      if (wrong) throw new UserError('whatsapp.canary-refused', { code: wrong.code });
      await this.book.canaryReturned(channelId, mark);
      return sentAt;
    }
    const sending = await this.gates.run(channelId, () =>
      driver.send(
        channelId,
        {
          deliveryId: randomUUID() as DeliveryId,
          channelId,
          chatId: facts.settings.number.replace('+', ''),
          content: { is: 'text', text: canaryWords(mark) },
          quotes: null,
          newChat: false,
          at: sentAt.toISOString(),
        },
        null,
      ),
    );
    if (sending.is === 'failed' || sending.is === 'later')
      throw new UserError('whatsapp.canary-refused', { code: sending.code });
    return sentAt;
  }

  /** One by schedule: what comes of it is seen by whether it returns. */
  async sing(channelId: ChannelId): Promise<void> {
    await this.send(channelId).catch((error: unknown) => {
      this.log.warn({ channelId, code: asAppError(error).code }, 'A canary could not be sent');
    });
  }
}
