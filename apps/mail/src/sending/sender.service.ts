import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { ChannelId, DeliveryId } from '#libs/contracts';
import { asAppError, OperationalError } from '#libs/errors';
import { Logger, Metrics } from '#libs/observability';
import { BackOff } from '#libs/supervision';
import { DkimSigning } from '../accounts/domains/dkim-signing.js';
import { MailboxAccess } from '../mailboxes/mailbox-access.js';
import { locksOut } from '../mailboxes/server-trouble.js';
import { outcomeOf, type AttemptResult, type Outcome } from './attempt-outcome.js';
import { ChannelLine } from './channel-line.js';
import { ChannelSending, type InHand } from './channel-sending.js';
import { DeliveryLedger } from './delivery-ledger.js';
import type { ClaimedDelivery } from './delivery.repository.js';
import { LettersAtHand } from './letters-at-hand.js';
import { OutgoingLetter } from './outgoing-letter.js';
import { usualSenderTiming, type SenderTiming } from './sender-timing.js';
import type { SmtpLine } from './smtp-line.js';

/** Works the queue of deliveries: claims what is due, sends it over the channel's smarthost, and says how it went. */
@Injectable()
export class SenderService implements OnApplicationBootstrap, OnModuleDestroy {
  timing: SenderTiming = usualSenderTiming;
  private readonly channels = new Map<ChannelId, ChannelSending>();
  /** Their servers are done with them, and what came of it is being written. */
  private readonly noting = new Map<DeliveryId, Promise<void>>();
  private loop: Promise<void> | null = null;
  private stopping = false;
  private wake: (() => void) | null = null;
  private nudged = false;
  /** By the clock that nobody sets. */
  private livedAt = -Infinity;
  private readonly attempts: Counter<'state'>;

  constructor(
    private readonly ledger: DeliveryLedger,
    private readonly letters: LettersAtHand,
    private readonly access: MailboxAccess,
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

  /** The channel's settings changed: its lines are made anew, and nothing waits out a pause that came of the old ones. */
  async renew(channelId: ChannelId): Promise<void> {
    this.channels.get(channelId)?.renew();
    await this.ledger.hurry(channelId);
    this.nudge();
  }

  /** Takes nothing on; what is under way has its time to end, and is then cut off: its final dot says what that means. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.loop;
    for (const channel of this.channels.values()) await this.putBack(channel);
    const cutOff = setTimeout(() => this.closeLines(), this.timing.stopMs);
    await Promise.all([...this.channels.values()].map((channel) => channel.ended()));
    await Promise.all(this.noting.values());
    clearTimeout(cutOff);
    this.closeLines();
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      this.nudged = false;
      try {
        await this.live();
        await this.tellWhatLasts();
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

  private async live(): Promise<void> {
    if (performance.now() - this.livedAt < this.timing.signOfLifeMs) return;
    const ours = [...this.inHand().map(({ delivery }) => delivery.id), ...this.noting.keys()];
    await this.ledger.live(ours, this.timing.silentForMs);
    this.livedAt = performance.now();
  }

  /** Most letters are gone before anybody could look at their cards; of those that are not it is told that they are being sent. */
  private async tellWhatLasts(): Promise<void> {
    const since = performance.now() - this.timing.tellAfterMs;
    const lasting = this.inHand().filter(({ begunAt, told }) => begunAt !== null && begunAt <= since && !told);
    await this.ledger.tellSending(lasting.map(({ row }) => row));
    for (const one of lasting) one.told = true;
  }

  private inHand(): InHand[] {
    return [...this.channels.values()].flatMap((channel) => channel.inHand);
  }

  private async takeOn(): Promise<void> {
    const taken = await this.ledger.claimDue((channelId) => (this.stopping ? 0 : this.channelOf(channelId).room));
    for (const { channelId, room, claimed, rows } of taken) {
      const channel = this.channelOf(channelId);
      channel.mayHaveMore = claimed.length === room;
      if (claimed.length === 0) continue;
      channel.add(claimed.map((delivery, at) => ({ delivery, row: rows[at]!, begunAt: null, told: false })));
    }
  }

  private async deliver(delivery: ClaimedDelivery, channel: ChannelSending): Promise<void> {
    const result = await this.attempt(delivery, channel);
    const outcome = outcomeOf(result, {
      to: delivery.envelope.to,
      gaveUp: Date.now() - delivery.createdAt.getTime() > this.timing.giveUpAfterMs,
      acceptedBefore: delivery.acceptedBefore,
    });
    const { id: deliveryId } = delivery;
    const noted = this.note(delivery, outcome).finally(() => this.noting.delete(deliveryId));
    this.noting.set(deliveryId, noted);
    if (outcome.channelTrouble) {
      channel.line.pause(locksOut(outcome.code));
      await this.putBack(channel);
    }
    this.log.info({ deliveryId, state: outcome.state, code: outcome.code }, 'A delivery was attempted');
    this.attempts.inc({ state: outcome.state });
  }

  /** What nobody has begun with is not kept waiting by us. Where it cannot be given back our silence does it, a little later. */
  private async putBack(channel: ChannelSending): Promise<void> {
    const claims = channel.takeWaiting().map(({ delivery }) => delivery);
    try {
      await this.ledger.putBack(claims);
    } catch (error) {
      this.log.warn({ err: error, code: asAppError(error).code }, 'Letters that were not begun are not given back now');
    }
  }

  private async attempt(delivery: ClaimedDelivery, channel: ChannelSending): Promise<AttemptResult> {
    let line: SmtpLine | null = null;
    let letter: OutgoingLetter | null = null;
    try {
      const { entrance, signs } = await channel.way();
      line = await channel.line.take(entrance, this.timing.line);
      const signature = signs ? await this.signing.signatureOf(delivery.evidence) : null;
      const original = await this.letters.open(delivery.evidence);
      letter = new OutgoingLetter(delivery.prependHeaders, original, () => this.markFinalDot(delivery), signature);
      const { from, to } = delivery.envelope;
      const info = await line.send({ from, to, size: letter.bytesFor(delivery.evidence) }, letter.stream);
      channel.line.giveBack(line);
      return { accepted: info.accepted, rejected: info.rejectedErrors ?? [], error: null, finalDot: true };
    } catch (error) {
      if (line) channel.line.discard(line);
      return { accepted: [], rejected: [], error: letter?.failure ?? error, finalDot: letter?.finalDot ?? false };
    } finally {
      letter?.close();
    }
  }

  private async markFinalDot(delivery: ClaimedDelivery): Promise<void> {
    if (!(await this.ledger.mark(delivery)))
      throw new OperationalError('mail.delivery-taken-over', { deliveryId: delivery.id });
  }

  /** A result that cannot be written now is kept in hand until it can: forgetting a "sent" would make it "unknown". */
  private async note(delivery: ClaimedDelivery, outcome: Outcome): Promise<void> {
    const retryInMs = this.timing.retry(delivery.attempts);
    const backOff = new BackOff(200, 5_000);
    for (let attempt = 0; ; attempt++) {
      try {
        await this.ledger.conclude({ delivery, outcome, retryInMs });
        return;
      } catch (error) {
        this.log.error({ err: error, deliveryId: delivery.id, state: outcome.state }, 'A result cannot be noted');
        if (this.stopping && attempt >= 3) return;
        await new Promise((resolve) => setTimeout(resolve, backOff.next()));
      }
    }
  }

  private channelOf(channelId: ChannelId): ChannelSending {
    const known = this.channels.get(channelId);
    if (known) return known;
    const { atOncePerChannel, keepIdleMs, claimedPerLine } = this.timing;
    const line = new ChannelLine(atOncePerChannel, keepIdleMs);
    const made: ChannelSending = new ChannelSending(line, claimedPerLine, {
      askWay: () => this.access.smarthost(channelId),
      attempt: ({ delivery }) =>
        this.deliver(delivery, made).catch((error: unknown) =>
          this.log.error({ err: error, deliveryId: delivery.id }, 'A delivery broke off'),
        ),
      runsLow: () => this.nudge(),
    });
    this.channels.set(channelId, made);
    return made;
  }

  private closeLines(): void {
    for (const channel of this.channels.values()) channel.line.close();
  }
}
