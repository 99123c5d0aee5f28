import { Injectable } from '@nestjs/common';
import {
  whatsappIdentityLearned,
  whatsappMediaSettled,
  whatsappMessageChanged,
  whatsappMessageReceived,
  whatsappPresenceSeen,
  whatsappTallied,
  type ChannelId,
  type EvidenceRef,
  type WhatsappId,
  type WhatsappMessageReceived,
  type WhatsappParty,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { Logger, Metrics } from '#libs/observability';
import type { Counter } from 'prom-client';
import type { DriverSink, FoundChange, FoundMessage, FoundProgress, Standing } from '../driver/driver.port.js';
import { Alarms } from '../numbers/alarms.js';
import { canaryMark } from '../numbers/canary-mark.js';
import { NumberBook } from '../numbers/number-book.service.js';
import { Settling } from '../sending/settling.service.js';
import { MediaBell } from './media-bell.js';
import { MediaJobRepository, type NewMediaJob } from './media-job.repository.js';
import { SealedBodies } from './sealed-body.js';
import { SeenChangeRepository } from './seen-change.repository.js';
import { SeenMessageRepository } from './seen-message.repository.js';
import { changeBody, messageBody, type MessageChanged } from './told-message.js';

/** So many in one transaction: a history of a hundred thousand is taken in steps, each durable. */
const batchAtMost = 500;

interface Taken {
  readonly found: FoundMessage;
  readonly body: WhatsappMessageReceived;
}

/** Makes durable what drivers find: first the originals as evidence, then what is new, cursors, media jobs and events in one transaction. */
@Injectable()
export class DriverSinkService implements DriverSink {
  private readonly captured: Counter<'origin'>;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly evidence: EvidenceStore,
    private readonly seen: SeenMessageRepository,
    private readonly seenChanges: SeenChangeRepository,
    private readonly media: MediaJobRepository,
    private readonly bell: MediaBell,
    private readonly sealed: SealedBodies,
    private readonly settling: Settling,
    private readonly book: NumberBook,
    private readonly alarms: Alarms,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.captured = metrics.counter(
      'keepline_whatsapp_messages_captured_total',
      'Messages made durable, by how they were found',
      ['origin'],
    );
  }

  async messages(channelId: ChannelId, found: readonly FoundMessage[]): Promise<void> {
    for (let at = 0; at < found.length; at += batchAtMost)
      await this.take(channelId, found.slice(at, at + batchAtMost));
  }

  async changes(channelId: ChannelId, found: readonly FoundChange[]): Promise<void> {
    for (let at = 0; at < found.length; at += batchAtMost) {
      await this.takeChanges(channelId, found.slice(at, at + batchAtMost));
    }
  }

  async progress(channelId: ChannelId, found: readonly FoundProgress[]): Promise<void> {
    this.book.heard(channelId);
    for (let at = 0; at < found.length; at += batchAtMost) {
      const some = found.slice(at, at + batchAtMost);
      await this.uow.run((tx) => this.settling.progress(tx, channelId, some));
    }
  }

  async identity(channelId: ChannelId, party: WhatsappParty): Promise<void> {
    const at = new Date().toISOString();
    await this.uow.run((tx) => this.outbox.add(tx, whatsappIdentityLearned, { channelId, party, at }));
  }

  async presence(
    channelId: ChannelId,
    chatId: WhatsappId,
    is: 'typing' | 'recording' | 'online' | 'away',
  ): Promise<void> {
    const at = new Date().toISOString();
    await this.uow.run((tx) => this.outbox.add(tx, whatsappPresenceSeen, { channelId, chatId, is, at }));
  }

  standing(channelId: ChannelId, standing: Standing): void {
    this.book.merge(channelId, standing);
  }

  alarm(channelId: ChannelId | null, alarm: Parameters<DriverSink['alarm']>[1]): Promise<void> {
    return this.alarms.raise(channelId, alarm);
  }

  async tallied(channelId: ChannelId, from: Date, to: Date, messageIds: readonly string[]): Promise<void> {
    const { groups } = this.book.find(channelId)?.settings ?? { groups: 'capture' };
    // What is not taken is not missing.
    const expected = groups === 'ignore' ? messageIds.filter((id) => !id.includes('@g.us')) : [...messageIds];
    await this.uow.run(async (tx) => {
      const ours = await this.seen.madeByUs(tx, channelId, expected);
      await this.outbox.add(tx, whatsappTallied, {
        channelId,
        from: from.toISOString(),
        to: to.toISOString(),
        messageIds: expected.filter((id) => !ours.has(id)),
        at: new Date().toISOString(),
      });
    });
  }

  cursors(channelId: ChannelId): Promise<ReadonlyMap<WhatsappId, Date>> {
    return this.uow.run((tx) => this.seen.cursors(tx, channelId));
  }

  private async take(channelId: ChannelId, all: readonly FoundMessage[]): Promise<void> {
    this.book.heard(channelId);
    const wanted = this.wantedOf(channelId, all);
    const known = await this.uow.run((tx) =>
      this.seen.known(
        tx,
        channelId,
        wanted.map(({ messageId }) => messageId),
      ),
    );
    const found = wanted.filter(({ messageId }) => !known.has(messageId));
    const refs = await this.evidence.putMany(found.map(({ original }) => original));
    const taken = await this.bodiesOf(channelId, found, refs);
    if (taken.length === 0) return;
    const canaries = await this.canariesIn(channelId, found);
    const fresh = await this.uow.run((tx) => this.store(tx, channelId, taken, canaries));
    for (const { found } of fresh) this.captured.inc({ origin: found.origin });
  }

  private async store(
    tx: Tx,
    channelId: ChannelId,
    taken: readonly Taken[],
    canaries: ReadonlySet<string>,
  ): Promise<Taken[]> {
    const said = taken.map(({ found }) => found).filter(({ messageId }) => !canaries.has(messageId));
    const ours = new Set([...canaries, ...(await this.settling.echoes(tx, channelId, said))]);
    const inserted = await this.seen.insert(
      tx,
      channelId,
      taken.map(({ found, body }) => ({
        messageId: found.messageId,
        author: ours.has(found.messageId) ? 'ours' : found.direction === 'inbound' ? 'client' : 'holder',
        chatId: body.chat.id,
        sentAt: found.sentAt,
        evidence: body.evidence,
        told: this.sealed.seal(body),
      })),
    );
    const newest = new Map<WhatsappId, Date>();
    for (const { found, body } of taken) {
      const before = newest.get(body.chat.id);
      if (!before || before < found.sentAt) newest.set(body.chat.id, found.sentAt);
    }
    await this.seen.moveCursors(tx, channelId, newest);
    // Deleting answers true once: a message that stands twice in one batch is told once.
    const fresh = taken.filter(({ found }) => !ours.has(found.messageId) && inserted.delete(found.messageId));
    await this.outbox.addMany(
      tx,
      whatsappMessageReceived,
      fresh.map(({ body }) => body),
    );
    await this.fetchLater(
      tx,
      channelId,
      fresh.map(({ found: { messageId, mediaRef }, body: { content } }) => ({ messageId, mediaRef, content })),
    );
    return fresh;
  }

  private async takeChanges(channelId: ChannelId, found: readonly FoundChange[]): Promise<void> {
    this.book.heard(channelId);
    const refs = await this.evidence.putMany(found.map(({ original }) => original));
    const bodies = found.flatMap((change, i) => {
      const body = changeBody(channelId, change, refs[i]!);
      if (!body) this.log.error({ channelId, is: change.change.is }, 'A change of a message cannot be told');
      return body ? [{ change, body }] : [];
    });
    if (bodies.length === 0) return;
    await this.uow.run(async (tx) => {
      const fresh = await this.seenChanges.insert(
        tx,
        channelId,
        bodies.map(({ change, body }) => ({
          messageId: change.messageId,
          is: change.change.is,
          by: change.by,
          author: change.author ?? '',
          // It can be taken back once only, and not every driver can say when it was.
          at: change.change.is === 'revoked' ? new Date(0) : change.at,
          told: this.sealed.seal(body),
        })),
      );
      const news = bodies.filter((_, i) => fresh.has(i));
      const ours = await this.settling.ownChanges(
        tx,
        channelId,
        news.map(({ change }) => change),
      );
      const told = news.filter(({ change }) => !ours.has(change));
      const events: MessageChanged[] = told.map(({ body }) => body);
      await this.outbox.addMany(tx, whatsappMessageChanged, events);
      await this.fetchLater(
        tx,
        channelId,
        told.flatMap(({ change: { change, messageId } }) =>
          change.is === 'decrypted' ? [{ messageId, mediaRef: change.mediaRef, content: change.content }] : [],
        ),
      );
    });
  }

  /** A job for each that has media; one that no driver could fetch is settled at once. */
  private async fetchLater(
    tx: Tx,
    channelId: ChannelId,
    messages: readonly { messageId: string; mediaRef: string | null; content: WhatsappMessageReceived['content'] }[],
  ): Promise<void> {
    const jobs: NewMediaJob[] = [];
    const hopeless: string[] = [];
    for (const { messageId, mediaRef, content } of messages) {
      if (content.media === null) continue;
      if (mediaRef === null) hopeless.push(messageId);
      else jobs.push({ messageId, mediaRef, kind: content.kind, media: content.media });
    }
    await this.media.insert(tx, channelId, jobs);
    const at = new Date().toISOString();
    await this.outbox.addMany(
      tx,
      whatsappMediaSettled,
      hopeless.map((messageId) => ({ channelId, messageId, media: null, code: 'whatsapp.media-expired', at })),
    );
    if (jobs.length > 0) tx.afterCommit(() => this.bell.ring());
  }

  /** Without groups, where those are not taken. */
  private wantedOf(channelId: ChannelId, all: readonly FoundMessage[]): readonly FoundMessage[] {
    const groups = this.book.find(channelId)?.settings.groups;
    return groups === 'ignore' ? all.filter(({ chat }) => chat.is !== 'group') : all;
  }

  /** A number's messages to itself came back: they are known from then on, and told to nobody. */
  private async canariesIn(channelId: ChannelId, found: readonly FoundMessage[]): Promise<Set<string>> {
    const number = this.book.find(channelId)?.settings.number;
    const canaries = new Set<string>();
    for (const one of found) {
      const mark = number === undefined ? null : canaryMark(number, one);
      if (mark === null) continue;
      canaries.add(one.messageId);
      await this.book.canaryReturned(channelId, mark);
    }
    return canaries;
  }

  private async bodiesOf(
    channelId: ChannelId,
    found: readonly FoundMessage[],
    refs: readonly EvidenceRef[],
  ): Promise<Taken[]> {
    const { driver } = this.book.find(channelId)?.settings ?? { driver: 'web' as const };
    const receivedAt = new Date();
    const taken: Taken[] = [];
    for (const [i, one] of found.entries()) {
      const body = messageBody(channelId, driver, one, refs[i]!, receivedAt);
      if (body) {
        taken.push({ found: one, body });
        continue;
      }
      // Its original is evidence; whose it is cannot be said, so a person must look.
      const { sha256 } = refs[i]!;
      const details = { evidence: sha256 };
      const once = `whatsapp.message-unreadable:${sha256}`;
      await this.alarms.raise(channelId, { code: 'whatsapp.message-unreadable', severity: 'alarm', details, once });
    }
    return taken;
  }
}
