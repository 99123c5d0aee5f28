import { Injectable } from '@nestjs/common';
import { takeWhatsappWebhook, verifyWhatsappWebhook } from '#libs/contracts';
import { UserError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import { WrongSignatures } from './wrong-signatures.js';

/** `sha256=` and 64 hex digits: what looks otherwise was not signed by anybody. */
const signatureForm = /^sha256=[0-9a-f]{64}$/i;

/** Carries Meta's webhooks to the whatsapp role, which has the secrets and so judges them. Nothing in them is read here. */
@Injectable()
export class WebhookService {
  private readonly wrong = new WrongSignatures();

  constructor(private readonly bus: Bus) {}

  /** @throws UserError `whatsapp.webhook-not-allowed` */
  async verify(mode: string, token: string): Promise<void> {
    const known = mode === 'subscribe' && (await this.bus.ask(verifyWhatsappWebhook, { token })).known;
    if (!known) throw new UserError('whatsapp.webhook-not-allowed');
  }

  /** @throws UserError `whatsapp.webhook-throttled` */
  admit(address: string): void {
    const retryAfterS = this.wrong.waitS(address);
    if (retryAfterS > 0) throw new UserError('whatsapp.webhook-throttled', { retryAfterS });
  }

  /** When it returns, it is durable. @throws UserError `whatsapp.signature-wrong`; OperationalError: Meta tries again */
  async take(address: string, body: Buffer, signature: string | null): Promise<void> {
    try {
      if (signature === null || !signatureForm.test(signature)) throw new UserError('whatsapp.signature-wrong');
      const receivedAt = new Date().toISOString();
      await this.bus.ask(takeWhatsappWebhook, { body: body.toString('base64'), signature, receivedAt });
      this.wrong.right(address);
    } catch (error) {
      if (error instanceof UserError && error.code === 'whatsapp.signature-wrong') this.wrong.noteWrong(address);
      throw error;
    }
  }
}
