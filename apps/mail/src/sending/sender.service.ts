import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { deliveryChanged, type ChannelId, type DeliveryChanged, type DeliveryId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { OperationalError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { Logger, Metrics } from '#libs/observability';
import { DkimSigning } from '../accounts/domains/dkim-signing.js';
import { MailboxAccess } from '../mailboxes/mailbox-access.js';
import { locksOut } from '../mailboxes/server-trouble.js';
import { BackOff } from '#libs/supervision';
import { outcomeOf, type AttemptResult, type Outcome } from './attempt-outcome.js';
import { ChannelLine } from './channel-line.js';
import { Together } from '../together.js';
import {
  DeliveryRepository,
  type ClaimedDelivery,
  type ConcludedAttempt,
  type DeliveryRow,
} from './delivery.repository.js';
import { OutgoingLetter } from './outgoing-letter.js';
import { SentLettersService } from './sent/sent-letters.service.js';
import type { SmtpLine } from './smtp-line.js';
import { usualSenderTiming, type SenderTiming } from './sender-timing.js';

const together = { mostAtOnce: 50, batchesAtOnce: 1 };
/** A line that has become free waits so long for others: claiming letters one by one costs as much as claiming five. */
const claimAfterMs = 4;

/** Works the queue of deliveries: claims what is due, sends it over the channel's smarthost, and says how it went. */
@Injectable()
export class SenderService implements OnApplicationBootstrap, OnModuleDestroy {
  timing: SenderTiming = usualSenderTiming;
  private readonly lines = new Map<ChannelId, ChannelLine>();
  private readonly inFlight = new Map<DeliveryId, Promise<void>>();
  private loop: Promise<void> | null = null;
  private stopping = false;
  private wake: (() => void) | null = null;
  private nudged = false;
  /** By the clock that nobody sets. */
  private livedAt = -Infinity;
  private freed: NodeJS.Timeout | null = null;
  /** Letters that are under way at once share what a commit costs. */
  private readonly marks = new Together<ClaimedDelivery, boolean>((claims) => this.mark(claims), together);
  private readonly results = new Together<ConcludedAttempt, void>((attempts) => this.conclude(attempts), together);
  private readonly attempts: Counter<'state'>;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly evidence: EvidenceStore,
    private readonly deliveries: DeliveryRepository,
    private readonly access: MailboxAccess,
    private readonly sent: SentLettersService,
    private readonly signing: DkimSigning,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.attempts = metrics.counter(
      'keepline_mail_delivery_attempts_total',
      'Attempts to deliver, by the state they led to',
      ['state'],
    );
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }

  start(): void {
    this.loop ??= this.work();
  }

  /** Something may be due. */
  nudge(): void {
    this.nudged = true;
    this.wake?.();
  }

  private nudgeSoon(): void {
    this.freed ??= setTimeout(() => {
      this.freed = null;
      this.nudge();
    }, claimAfterMs);
  }

  /** The channel's settings changed: its lines are made anew, and nothing waits out a pause that came of the old ones. */
  async renew(channelId: ChannelId): Promise<void> {
    this.lines.get(channelId)?.renew();
    await this.uow.run((tx) => this.deliveries.hurry(tx, channelId));
    this.nudge();
  }

  /** Takes nothing on; what is under way has its time to end, and is then cut off: its final dot says what that means. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.loop;
    const cutOff = setTimeout(() => this.closeLines(), this.timing.stopMs);
    await Promise.all(this.inFlight.values());
    clearTimeout(cutOff);
    this.closeLines();
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      this.nudged = false;
      try {
        await this.live();
        await this.takeOn();
      } catch (error) {
        this.log.warn({ err: error }, 'The queue of deliveries cannot be worked now');
      }
      await this.rest();
    }
  }

  private rest(): Promise<void> {
    if (this.nudged || this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(), this.timing.pollMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
    });
  }

  /** A sign of life for our own claims, and an end to those of processes that give none. */
  private async live(): Promise<void> {
    if (performance.now() - this.livedAt < this.timing.signOfLifeMs) return;
    await this.uow.run(async (tx) => {
      if (this.inFlight.size > 0) await this.deliveries.signOfLife(tx, [...this.inFlight.keys()]);
      await this.deliveries.followClock(tx);
      await this.tell(tx, await this.deliveries.takeBack(tx, this.timing.silentForMs));
    });
    this.livedAt = performance.now();
  }

  private async takeOn(): Promise<void> {
    for (const channelId of await this.uow.run((tx) => this.deliveries.channelsWithDue(tx))) {
      const line = this.lineOf(channelId);
      if (line.free <= 0 || this.stopping) continue;
      const claimed = await this.uow.run(async (tx) => {
        const claim = await this.deliveries.claim(tx, channelId, line.free);
        await this.tell(tx, claim.rows);
        return claim.claimed;
      });
      for (const delivery of claimed) {
        line.inFlight++;
        const work = this.deliver(delivery, line)
          .catch((error: unknown) => this.log.error({ err: error, deliveryId: delivery.id }, 'A delivery broke off'))
          .finally(() => {
            line.inFlight--;
            this.inFlight.delete(delivery.id);
            this.nudgeSoon();
          });
        this.inFlight.set(delivery.id, work);
      }
    }
  }

  private async deliver(delivery: ClaimedDelivery, line: ChannelLine): Promise<void> {
    const result = await this.attempt(delivery, line);
    const outcome = outcomeOf(result, {
      to: delivery.envelope.to,
      gaveUp: Date.now() - delivery.createdAt.getTime() > this.timing.giveUpAfterMs,
      acceptedBefore: delivery.acceptedBefore,
    });
    if (outcome.channelTrouble) line.pause(locksOut(outcome.code));
    const { id: deliveryId } = delivery;
    this.log.info({ deliveryId, state: outcome.state, code: outcome.code }, 'A delivery was attempted');
    this.attempts.inc({ state: outcome.state });
    await this.note(delivery, outcome);
  }

  private async attempt(delivery: ClaimedDelivery, channel: ChannelLine): Promise<AttemptResult> {
    let line: SmtpLine | null = null;
    let letter: OutgoingLetter | null = null;
    try {
      const { entrance, signs } = await this.access.smarthost(delivery.channelId);
      line = await channel.take(entrance, this.timing.line);
      const signature = signs ? await this.signing.signatureOf(delivery.evidence) : null;
      const original = await this.evidence.open(delivery.evidence.sha256);
      letter = new OutgoingLetter(delivery.prependHeaders, original, () => this.markFinalDot(delivery), signature);
      const { from, to } = delivery.envelope;
      const info = await line.send({ from, to, size: letter.bytesFor(delivery.evidence) }, letter.stream);
      channel.giveBack(line);
      return { accepted: info.accepted, rejected: info.rejectedErrors ?? [], error: null, finalDot: true };
    } catch (error) {
      if (line) channel.discard(line);
      return { accepted: [], rejected: [], error: letter?.failure ?? error, finalDot: letter?.finalDot ?? false };
    } finally {
      letter?.close();
    }
  }

  private async markFinalDot(delivery: ClaimedDelivery): Promise<void> {
    if (!(await this.marks.add(delivery)))
      throw new OperationalError('mail.delivery-taken-over', { deliveryId: delivery.id });
  }

  /** A result that cannot be written now is kept in hand until it can: forgetting a "sent" would make it "unknown". */
  private async note(delivery: ClaimedDelivery, outcome: Outcome): Promise<void> {
    const retryInMs = this.timing.retry(delivery.attempts);
    const backOff = new BackOff(200, 5_000);
    for (let attempt = 0; ; attempt++) {
      try {
        await this.results.add({ delivery, outcome, retryInMs });
        return;
      } catch (error) {
        this.log.error({ err: error, deliveryId: delivery.id, state: outcome.state }, 'A result cannot be noted');
        if (this.stopping && attempt >= 3) return;
        await new Promise((resolve) => setTimeout(resolve, backOff.next()));
      }
    }
  }

  private mark(claims: readonly ClaimedDelivery[]): Promise<boolean[]> {
    return this.uow.run(async (tx) => {
      const ours = await this.deliveries.markFinalDot(tx, claims);
      return claims.map(({ id }) => ours.has(id));
    });
  }

  private conclude(attempts: readonly ConcludedAttempt[]): Promise<void[]> {
    return this.uow.run(async (tx) => {
      const rows = await this.deliveries.conclude(tx, attempts);
      await this.tell(tx, rows);
      const sent = new Set(rows.filter(({ state }) => state === 'sent').map(({ id }) => id));
      const copies = attempts.map(({ delivery }) => delivery).filter((one) => one.sentCopy && sent.has(one.id));
      await this.sent.add(tx, copies);
      return attempts.map(() => undefined);
    });
  }

  private async tell(tx: Tx, rows: readonly DeliveryRow[]): Promise<void> {
    await this.outbox.addMany(tx, deliveryChanged, rows.map(changeOf));
  }

  private lineOf(channelId: ChannelId): ChannelLine {
    const known = this.lines.get(channelId);
    if (known) return known;
    const line = new ChannelLine(this.timing.atOncePerChannel, this.timing.keepIdleMs);
    this.lines.set(channelId, line);
    return line;
  }

  private closeLines(): void {
    for (const line of this.lines.values()) line.close();
  }
}

const changeOf = (row: DeliveryRow): DeliveryChanged => ({
  deliveryId: row.id,
  state: row.state,
  revision: row.revision,
  at: row.updated_at.toISOString(),
  code: row.code,
  reply: row.reply,
  nextAttemptAt: row.state === 'queued' ? row.next_attempt_at.toISOString() : null,
  ...(row.refused_to.length > 0 ? { refused: row.refused_to } : {}),
});
