import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { asAppError, OperationalError, UserError } from '#libs/errors';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { Metrics } from '#libs/observability';
import { NumberBook } from '../../numbers/number-book.service.js';
import { NumberSupervisor } from '../../numbers/number-supervisor.service.js';
import { isSameToken, signedFor, type AppSecret } from './webhook-signature.js';
import { WebhookReader } from './webhook-reader.service.js';
import { WebhookRepository, type NewWebhook } from './webhook.repository.js';

interface Waiting {
  readonly body: Buffer;
  readonly facts: Omit<NewWebhook, 'evidence'>;
  readonly done: (error?: unknown) => void;
}

/** So many are made durable together: what came while the ones before were being written. */
const togetherAtMost = 64;

/** Takes deliveries of the Cloud API: signature first, then durable, then "taken". They are read afterwards. */
@Injectable()
export class WebhookIntake {
  private readonly waiting: Waiting[] = [];
  private writing = false;
  private readonly taken: Counter<'outcome'>;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly evidence: EvidenceStore,
    private readonly webhooks: WebhookRepository,
    private readonly book: NumberBook,
    private readonly reader: WebhookReader,
    private readonly supervisor: NumberSupervisor,
    metrics: Metrics,
  ) {
    reader.yieldTo(() => this.writing);
    this.taken = metrics.counter(
      'keepline_whatsapp_webhooks_total',
      'Deliveries of the Cloud API, by what came of them',
      ['outcome'],
    );
  }

  /** Resolves when it is durable. @throws UserError `whatsapp.signature-wrong`: not one byte of it was read; OperationalError `whatsapp.starting` */
  take(body: Buffer, signature: string | null, receivedAt: Date): Promise<void> {
    // Refused now would be refused for good; Meta comes again.
    if (!this.supervisor.isLoaded) return Promise.reject(new OperationalError('whatsapp.starting'));
    const signers = signedFor(body, signature, this.secrets());
    if (signers.length === 0) {
      this.taken.inc({ outcome: 'refused' });
      return Promise.reject(new UserError('whatsapp.signature-wrong'));
    }
    return new Promise<void>((resolve, reject) => {
      const done = (error?: unknown) => (error === undefined ? resolve() : reject(asAppError(error)));
      this.waiting.push({ body, facts: { signedFor: signers, receivedAt }, done });
      void this.write();
    });
  }

  /** Whether Meta may subscribe with this token. */
  knows(token: string): boolean {
    let known = false;
    for (const { secrets } of this.book.all()) {
      // Not the first that fits: how long it takes must not tell how many there are before it.
      if (secrets.verifyToken && isSameToken(token, secrets.verifyToken)) known = true;
    }
    return known;
  }

  /** Also of numbers that are switched off: Meta does not send again what it was told to keep, so it is kept. */
  private secrets(): AppSecret[] {
    return this.book
      .all()
      .flatMap(({ channelId, settings, secrets }) =>
        settings.driver === 'cloud'
          ? [secrets.appSecret, secrets.oldAppSecret].flatMap((secret) => (secret ? [{ channelId, secret }] : []))
          : [],
      );
  }

  /** One batch after the other: under load each takes all that came meanwhile, for the price of one. */
  private async write(): Promise<void> {
    if (this.writing) return;
    this.writing = true;
    for (let batch = this.waiting.splice(0, togetherAtMost); batch.length > 0;) {
      try {
        const refs = await this.evidence.putMany(batch.map(({ body }) => body));
        const seqs = await this.uow.run((tx) =>
          this.webhooks.insert(
            tx,
            batch.map(({ facts }, i) => ({ ...facts, evidence: refs[i]! })),
          ),
        );
        for (const { done } of batch) done();
        this.taken.inc({ outcome: 'taken' }, batch.length);
        this.reader.taken(batch.map(({ body }, i) => ({ seq: seqs[i]!, body })));
      } catch (error) {
        for (const { done } of batch) done(error);
      }
      batch = this.waiting.splice(0, togetherAtMost);
    }
    this.writing = false;
  }
}
