import { Controller } from '@nestjs/common';
import { takeWhatsappWebhook, verifyWhatsappWebhook, type ReplyOf, type RequestOf } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { WebhookIntake } from './webhook-intake.service.js';

@Controller()
export class WebhookConsumer {
  constructor(private readonly intake: WebhookIntake) {}

  @Answers(takeWhatsappWebhook)
  async take({
    body,
    signature,
    receivedAt,
  }: RequestOf<typeof takeWhatsappWebhook>): Promise<ReplyOf<typeof takeWhatsappWebhook>> {
    await this.intake.take(Buffer.from(body, 'base64'), signature, new Date(receivedAt));
    return { taken: true };
  }

  @Answers(verifyWhatsappWebhook)
  verify({ token }: RequestOf<typeof verifyWhatsappWebhook>): Promise<ReplyOf<typeof verifyWhatsappWebhook>> {
    return Promise.resolve({ known: this.intake.knows(token) });
  }
}
