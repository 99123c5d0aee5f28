import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { asAppError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import type { DriverSink, NumberFacts } from '../../driver/driver.port.js';
import { DRIVER_SINK } from '../../driver/driver.tokens.js';
import { Alarms } from '../../numbers/alarms.js';
import { NumberBook } from '../../numbers/number-book.service.js';
import { NumberRepository } from '../../numbers/number.repository.js';
import { contentOfWebhook, type OfNumber } from './found-in-webhook.js';
import { WebhookRepository, type KeptWebhook } from './webhook.repository.js';

const hourMs = 60 * 60_000;
/** What came in the last minutes of an hour is read by then. */
const graceMs = 5 * 60_000;
const furthestBackMs = 7 * 24 * hourMs;
const idsAtMost = 1_000;
const pageSize = 50;
const webhookAtMost = 8 * 1024 * 1024;

/** Counts each full hour again from what Meta sent, byte by byte as it was kept: what core has not got of it is missing. */
@Injectable()
export class WebhookTally implements OnApplicationBootstrap, OnModuleDestroy {
  lookEveryMs = 60_000;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly evidence: EvidenceStore,
    private readonly webhooks: WebhookRepository,
    private readonly numbers: NumberRepository,
    private readonly book: NumberBook,
    private readonly alarms: Alarms,
    @Inject(DRIVER_SINK) private readonly sink: DriverSink,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** All hours that are over and not counted yet. @param now given by tests */
  async count(now = new Date()): Promise<void> {
    const upTo = Math.floor((now.getTime() - graceMs) / hourMs) * hourMs;
    for (const facts of this.book.all()) {
      if (facts.settings.driver !== 'cloud') continue;
      // One number's trouble stays with it.
      await this.countNumber(facts, upTo).catch((error: unknown) =>
        this.log.warn({ err: error, channelId: facts.channelId }, 'Deliveries of a number cannot be counted now'),
      );
    }
  }

  private async countNumber(facts: NumberFacts, upTo: number): Promise<void> {
    const { channelId } = facts;
    const counted = await this.uow.run((tx) => this.numbers.talliedTo(tx, channelId));
    let from = Math.max(counted?.getTime() ?? upTo - hourMs, upTo - furthestBackMs);
    for (; from < upTo && !this.stopping.signal.aborted; from += hourMs) {
      const to = new Date(from + hourMs);
      await this.countHour(facts, new Date(from), to);
      await this.uow.run((tx) => this.numbers.setTalliedTo(tx, channelId, to));
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(this.lookEveryMs, signal);
      if (signal.aborted) return;
      await this.count().catch((error: unknown) => this.log.warn({ err: error }, 'Deliveries cannot be counted now'));
    }
  }

  private async countHour({ channelId, settings }: NumberFacts, from: Date, to: Date): Promise<void> {
    const ids = new Set<string>();
    for await (const kept of this.keptBetween(channelId, from, to)) {
      for (const { phoneNumberId, messages } of await this.numbersIn(kept, channelId)) {
        if (phoneNumberId !== settings.cloud?.phoneNumberId) continue;
        for (const { messageId, chat } of messages)
          if (chat.is !== 'group' || settings.groups !== 'ignore') ids.add(messageId);
      }
    }
    const all = [...ids];
    for (let at = 0; at === 0 || at < all.length; at += idsAtMost) {
      await this.sink.tallied(channelId, from, to, all.slice(at, at + idsAtMost));
    }
  }

  /** Of what is lost or damaged nothing can be counted, however often: it holds up neither its hour nor those after it. */
  private async numbersIn({ evidence: { sha256 } }: KeptWebhook, channelId: ChannelId): Promise<readonly OfNumber[]> {
    try {
      return contentOfWebhook(await this.evidence.read(sha256, webhookAtMost)).numbers;
    } catch (error) {
      const { code, kind } = asAppError(error);
      if (kind === 'operational') throw error;
      this.log.error({ err: error, channelId, evidence: sha256 }, 'A delivery of the Cloud API cannot be counted');
      const once = `whatsapp.webhook-broken:${sha256}`;
      const details = { evidence: sha256, because: code };
      await this.alarms.raise(channelId, { code: 'whatsapp.webhook-broken', severity: 'alarm', details, once });
      return [];
    }
  }

  private async *keptBetween(channelId: ChannelId, from: Date, to: Date): AsyncGenerator<KeptWebhook> {
    for (let after = '0'; ;) {
      const seq = after;
      const page = await this.uow.run((tx) => this.webhooks.receivedBetween(tx, from, to, seq, pageSize));
      for (const kept of page) if (kept.signedFor.includes(channelId)) yield kept;
      if (page.length < pageSize) return;
      after = page.at(-1)!.seq;
    }
  }
}
