import {
  linkWhatsappNumber,
  listWhatsappTemplates,
  saveWhatsappNumber,
  sendWhatsappCanary,
  showWhatsappTyping,
  takeWhatsappWebhook,
  testWhatsappNumber,
  unlinkWhatsappNumber,
  verifyWhatsappWebhook,
  type AskContract,
  type ReplyOf,
  type RequestOf,
  type WhatsappTemplate,
} from '#libs/contracts';
import { OperationalError } from '#libs/errors';

/** The whatsapp role as core sees it: asks. What a test sets is what it answers. */
export class FakeWhatsappRole {
  readonly saved: RequestOf<typeof saveWhatsappNumber>[] = [];
  readonly tested: RequestOf<typeof testWhatsappNumber>[] = [];
  readonly linked: RequestOf<typeof linkWhatsappNumber>[] = [];
  readonly unlinked: unknown[] = [];
  readonly canaries: unknown[] = [];
  readonly webhooks: RequestOf<typeof takeWhatsappWebhook>[] = [];
  readonly typed: RequestOf<typeof showWhatsappTyping>[] = [];
  templates: WhatsappTemplate[] = [];
  templatesAsked = 0;
  verifyToken = 'the verify token';
  linking: ReplyOf<typeof linkWhatsappNumber> = {
    ...{ state: 'unlinked', code: null, qr: null, pairing: null, linked: null },
  };
  /** Thrown at whatever is asked. */
  refuse: Error | null = null;

  readonly answerers = [
    this.answering(saveWhatsappNumber, (request) => {
      this.saved.push(request);
      return { saved: true };
    }),
    this.answering(testWhatsappNumber, (request) => {
      this.tested.push(request);
      return { checks: [{ step: 'token', ok: false, code: 'whatsapp.token-expired', detail: 'Session has expired' }] };
    }),
    this.answering(linkWhatsappNumber, (request) => {
      this.linked.push(request);
      return this.linking;
    }),
    this.answering(unlinkWhatsappNumber, (request) => {
      this.unlinked.push(request);
      return { unlinked: true };
    }),
    this.answering(sendWhatsappCanary, (request) => {
      this.canaries.push(request);
      return { sentAt: '2026-11-25T10:00:00.000Z' };
    }),
    this.answering(listWhatsappTemplates, () => {
      this.templatesAsked++;
      return { templates: this.templates };
    }),
    this.answering(takeWhatsappWebhook, (request) => {
      this.webhooks.push(request);
      return { taken: true };
    }),
    this.answering(verifyWhatsappWebhook, ({ token }) => ({ known: token === this.verifyToken })),
    this.answering(showWhatsappTyping, (request) => {
      this.typed.push(request);
      return { shown: true };
    }),
  ];

  /** As the role holds it now. */
  number = (id: unknown) => this.saved.findLast(({ channelId }) => channelId === id);

  /** As if nobody answered. */
  away(): void {
    this.refuse = new OperationalError('bus.no-answer', {});
  }

  private answering<C extends AskContract>(contract: C, answer: (request: RequestOf<C>) => unknown) {
    return {
      contract,
      answer: (request: unknown): Promise<ReplyOf<C>> =>
        this.refuse ? Promise.reject(this.refuse) : Promise.resolve(answer(request as RequestOf<C>) as ReplyOf<C>),
    };
  }
}
