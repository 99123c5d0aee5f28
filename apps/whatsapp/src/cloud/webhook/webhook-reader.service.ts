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
import { NumberSupervisor } from '../../numbers/number-supervisor.service.js';
import { LastInbound } from '../last-inbound.js';
import { contentOfWebhook, type OfNumber, type WebhookContent } from './found-in-webhook.js';
import { WebhookRepository, type KeptWebhook, type ReadWebhook } from './webhook.repository.js';

const batch = { count: 100, bytes: 8 * 1024 * 1024 };
/** What Meta sends has 3 MB at most; the door takes 4. */
const webhookAtMost = 8 * 1024 * 1024;
/** Beyond this, what was taken is read from the evidence store when its turn comes. */
const atHandAtMost = 16 * 1024 * 1024;
/** A page hears of a message this much later at most because others are still coming in. */
const yieldMs = 300;
const yieldStepMs = 15;
const retryMs = { first: 1_000, longest: 5 * 60_000 };
const attemptsAtMost = 20;

interface Parsed {
  readonly kept: KeptWebhook;
  readonly content: WebhookContent;
  /** Those of it that are ours, and whose secret signed it. */
  readonly ours: readonly { readonly channelId: ChannelId; readonly said: OfNumber }[];
  readonly unknown: readonly string[];
}

/** Reads deliveries that were taken, in their order and many at once; whatever breaks, the delivery stays. */
@Injectable()
export class WebhookReader implements OnApplicationBootstrap, OnModuleDestroy {
  pollMs = 1_000;
  /** Bytes of deliveries that were taken just now. */
  private readonly atHand = new Map<string, Buffer>();
  private atHandBytes = 0;
  private isTaking: () => boolean = () => false;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private hurry = new AbortController();
  private hurried = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly evidence: EvidenceStore,
    private readonly webhooks: WebhookRepository,
    @Inject(DRIVER_SINK) private readonly sink: DriverSink,
    private readonly book: NumberBook,
    private readonly alarms: Alarms,
    private readonly lastInbound: LastInbound,
    private readonly log: Logger,
    private readonly supervisor: NumberSupervisor,
  ) {
    supervisor.onKnown(() => {
      this.numbersKnown().catch((error: unknown) =>
        this.log.warn({ err: error }, 'Deliveries cannot be read again now'),
      );
    });
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    this.hurry.abort();
    await this.running;
  }

  /** These were taken: their bytes are at hand, and need not be fetched and opened again. */
  taken(webhooks: readonly { readonly seq: string; readonly body: Buffer }[]): void {
    for (const { seq, body } of webhooks) {
      if (this.atHandBytes + body.length > atHandAtMost) continue;
      this.atHand.set(seq, body);
      this.atHandBytes += body.length;
    }
    this.nudge();
  }

  /** In a burst taking goes first: what waits to be read meanwhile is read in fewer and larger steps. */
  yieldTo(isTaking: () => boolean): void {
    this.isTaking = isTaking;
  }

  private nudge(): void {
    this.hurried = true;
    this.hurry.abort();
    this.hurry = new AbortController();
  }

  /** Numbers were saved: what was said of them before they were ours is read now. */
  private async numbersKnown(): Promise<void> {
    const ids = this.book.all().flatMap(({ settings }) => settings.cloud?.phoneNumberId ?? []);
    if (ids.length === 0) return;
    const replayed = await this.uow.run((tx) => this.webhooks.replay(tx, ids));
    if (replayed > 0) this.log.info({ replayed }, 'Deliveries of a number that was not known are read again');
    this.nudge();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.hurried = false;
      let busy = false;
      try {
        await this.letThemTake();
        // Before they are loaded every number would be unknown.
        busy = this.supervisor.isLoaded && (await this.readSome());
      } catch (error) {
        this.log.warn({ err: error }, 'Deliveries of the Cloud API cannot be read now');
      }
      if (!busy && !this.hurried) await pause(this.pollMs, AbortSignal.any([signal, this.hurry.signal]));
    }
  }

  private async letThemTake(): Promise<void> {
    for (let waitedMs = 0; waitedMs < yieldMs && this.isTaking(); waitedMs += yieldStepMs) {
      await pause(yieldStepMs, this.stopping.signal);
    }
  }

  /** @returns whether there was anything */
  private async readSome(): Promise<boolean> {
    const kept = await this.uow.run((tx) => this.webhooks.waiting(tx, batch.count, batch.bytes));
    if (kept.length === 0) return false;
    const parsed: Parsed[] = [];
    const broken: ReadWebhook[] = [];
    for (const one of kept) {
      try {
        const found = await this.parse(one);
        if (found) parsed.push(found);
        else broken.push({ seq: one.seq, state: 'broken', unknownNumbers: [], code: 'whatsapp.webhook-broken' });
      } catch (thrown) {
        // One whose bytes cannot be had holds up nobody else's.
        await this.putBack(one, thrown);
      }
    }
    try {
      await this.deliver(parsed);
      await this.note([...broken, ...parsed.map(endOf)]);
    } catch (error) {
      this.log.warn({ err: error, webhooks: parsed.length }, 'Deliveries could not be carried on together');
      if (broken.length > 0) await this.note(broken);
      // One by one: a poisoned one harms only itself.
      for (const one of parsed) await this.alone(one);
    }
    return true;
  }

  private async alone(one: Parsed): Promise<void> {
    try {
      await this.deliver([one]);
      await this.note([endOf(one)]);
    } catch (thrown) {
      await this.putBack(one.kept, thrown);
    }
  }

  private async putBack(kept: KeptWebhook, thrown: unknown): Promise<void> {
    const { code, kind } = asAppError(thrown);
    const { seq, attempts } = kept;
    if (kind === 'operational' || attempts < attemptsAtMost) {
      const inMs = Math.min(retryMs.first * 2 ** Math.min(attempts, 10), retryMs.longest);
      await this.uow.run((tx) => this.webhooks.later(tx, [seq], code, inMs));
      return;
    }
    await this.raiseBroken(kept, code);
    await this.note([{ seq, state: 'broken', unknownNumbers: [], code }]);
  }

  /** null: it is not what Meta sends, although the signature is right. */
  private async parse(kept: KeptWebhook): Promise<Parsed | null> {
    const body = this.takeFromHand(kept) ?? (await this.evidence.read(kept.evidence.sha256, webhookAtMost));
    let content: WebhookContent;
    try {
      content = contentOfWebhook(body);
    } catch {
      await this.raiseBroken(kept, 'whatsapp.webhook-broken');
      return null;
    }
    if (content.unreadable > 0) await this.raiseBroken(kept, 'whatsapp.message-unreadable');
    const ours: Parsed['ours'][number][] = [];
    const unknown: string[] = [];
    for (const said of content.numbers) {
      const channelId = this.channelOf(said.phoneNumberId, kept.signedFor);
      if (channelId) ours.push({ channelId, said });
      else unknown.push(said.phoneNumberId);
    }
    return { kept, content, ours, unknown };
  }

  private takeFromHand({ seq }: KeptWebhook): Buffer | null {
    const body = this.atHand.get(seq);
    if (!body) return null;
    this.atHand.delete(seq);
    this.atHandBytes -= body.length;
    return body;
  }

  private async deliver(parsed: readonly Parsed[]): Promise<void> {
    const byChannel = new Map<ChannelId, OfNumber[]>();
    for (const { ours, unknown, content, kept } of parsed) {
      for (const { channelId, said } of ours) byChannel.set(channelId, [...(byChannel.get(channelId) ?? []), said]);
      for (const phoneNumberId of unknown) await this.raiseUnknown(phoneNumberId);
      for (const account of content.bannedAccounts) this.banned(account, kept.signedFor);
    }
    for (const [channelId, all] of byChannel) {
      const messages = all.flatMap((one) => one.messages);
      for (const { direction, chat, messageId } of messages) {
        if (direction === 'inbound') this.lastInbound.note(channelId, chat.id, messageId);
      }
      if (messages.length > 0) await this.sink.messages(channelId, messages);
      const changes = all.flatMap((one) => one.changes);
      if (changes.length > 0) await this.sink.changes(channelId, changes);
      const progress = all.flatMap((one) => one.progress);
      if (progress.length > 0) await this.sink.progress(channelId, progress);
      for (const party of all.flatMap((one) => one.identities)) await this.sink.identity(channelId, party);
    }
  }

  private note(read: readonly ReadWebhook[]): Promise<void> {
    return this.uow.run((tx) => this.webhooks.noteRead(tx, read));
  }

  /** Ours by its id, and by the secret that signed: one app's secret must not speak for another's number. */
  private channelOf(phoneNumberId: string, signedFor: readonly ChannelId[]): ChannelId | null {
    const secretsOf = ({ secrets }: NumberFacts) =>
      [secrets.appSecret, secrets.oldAppSecret].filter((one) => one !== null);
    const signing = new Set(signedFor.flatMap((id) => this.book.find(id) ?? []).flatMap(secretsOf));
    const candidates = this.book
      .all()
      .filter(({ settings }) => settings.driver === 'cloud' && settings.cloud?.phoneNumberId === phoneNumberId)
      .filter((facts) => signedFor.includes(facts.channelId) || secretsOf(facts).some((secret) => signing.has(secret)));
    return (candidates.find(({ enabled }) => enabled) ?? candidates[0])?.channelId ?? null;
  }

  private raiseUnknown(phoneNumberId: string): Promise<void> {
    return this.alarms.raise(null, {
      code: 'whatsapp.unknown-number',
      severity: 'warning',
      details: { phoneNumberId: phoneNumberId.slice(0, 40) },
      once: `whatsapp.unknown-number:${phoneNumberId.slice(0, 100)}`,
    });
  }

  private raiseBroken({ evidence }: KeptWebhook, code: string): Promise<void> {
    const { sha256 } = evidence;
    return this.alarms.raise(null, {
      code,
      severity: 'alarm',
      details: { evidence: sha256 },
      once: `${code}:${sha256}`,
    });
  }

  private banned(account: string, signedFor: readonly ChannelId[]): void {
    for (const { channelId, settings } of this.book.all()) {
      if (settings.cloud?.businessAccountId !== account || !signedFor.includes(channelId)) continue;
      this.sink.standing(channelId, { state: 'waiting', code: 'whatsapp.banned' });
    }
  }
}

const endOf = ({ kept: { seq }, unknown }: Parsed): ReadWebhook => ({
  seq,
  state: unknown.length > 0 ? 'unknown-number' : 'read',
  unknownNumbers: unknown,
  code: unknown.length > 0 ? 'whatsapp.unknown-number' : null,
});
