import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { sendWhatsapp, type ChannelId, type SendWhatsapp } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { asAppError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Logger, Metrics } from '#libs/observability';
import { BackOff, pause } from '#libs/supervision';
import type { Sending, WhatsappDriver } from '../driver/driver.port.js';
import { NumberBook } from '../numbers/number-book.service.js';
import { NumberSupervisor } from '../numbers/number-supervisor.service.js';
import { SealedBodies } from '../receiving/sealed-body.js';
import { DeliveryRepository, type Move, type WorkedDelivery } from './delivery.repository.js';
import { EarlyProgressRepository } from './early-progress.repository.js';
import { NumberGates } from './number-gates.js';
import { newChatsToday, nextInMinute, nextNewChat } from './pace.js';
import { isNumberTrouble, moveAfter } from './sending-outcome.js';
import { usualSenderTiming } from './sender-timing.js';
import { Settling } from './settling.service.js';

/** Works the queue: each number one message at a time, each chat in its order, no faster than the number may, and says how it went. */
@Injectable()
export class SenderService implements OnApplicationBootstrap {
  timing = usualSenderTiming;
  private readonly busy = new Map<ChannelId, Promise<void>>();
  private readonly rests = new Map<ChannelId, { until: number; backOff: BackOff }>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private hurry = new AbortController();
  private hurried = false;
  private readonly attempts: Counter<'state'>;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly evidence: EvidenceStore,
    private readonly deliveries: DeliveryRepository,
    private readonly early: EarlyProgressRepository,
    private readonly settling: Settling,
    private readonly sealed: SealedBodies,
    private readonly gates: NumberGates,
    private readonly book: NumberBook,
    private readonly supervisor: NumberSupervisor,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.attempts = metrics.counter(
      'keepline_whatsapp_delivery_attempts_total',
      'Attempts to send a message, by the state they led to',
      ['state'],
    );
    book.onReady((channelId) => void this.ready(channelId));
    supervisor.beforeStop(() => this.stop());
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  private async stop(): Promise<void> {
    this.stopping.abort();
    this.nudge();
    await this.running;
    // What is still under way then is cut off by its driver's end: the next start looks for it.
    await Promise.race([Promise.all(this.busy.values()), pause(this.timing.stopMs, new AbortController().signal)]);
  }

  /** Something may be due. */
  nudge(): void {
    this.hurried = true;
    this.hurry.abort();
    this.hurry = new AbortController();
  }

  private async ready(channelId: ChannelId): Promise<void> {
    this.rests.delete(channelId);
    try {
      await this.uow.run((tx) => this.deliveries.hurry(tx, channelId));
    } catch (error) {
      this.log.warn({ err: error, channelId }, 'What waits for a number cannot be hurried');
    }
    this.nudge();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let begun = false; !signal.aborted;) {
      this.hurried = false;
      try {
        if (!begun) await this.begin();
        begun = true;
        await this.takeOn();
      } catch (error) {
        this.log.warn({ err: error }, 'The queue of messages cannot be worked now');
      }
      if (!this.hurried) await pause(this.timing.pollMs, AbortSignal.any([signal, this.hurry.signal]));
    }
  }

  /** What was under way when the process before us ended. */
  private async begin(): Promise<void> {
    await this.uow.run(async (tx) => {
      await this.settling.tell(tx, await this.deliveries.takeBack(tx));
      await this.early.forget(tx);
    });
  }

  private async takeOn(): Promise<void> {
    // Before they are loaded every number would be unknown.
    if (!this.supervisor.isLoaded) return;
    for (const channelId of await this.uow.run((tx) => this.deliveries.channelsWithDue(tx))) {
      if (this.busy.has(channelId) || this.isStarting(channelId) || this.stopping.signal.aborted) continue;
      const work = this.workAt(channelId)
        .catch((error: unknown) => this.log.error({ err: error, channelId }, 'The queue of a number broke off'))
        .finally(() => this.busy.delete(channelId));
      this.busy.set(channelId, work);
    }
  }

  /** It will be ready in a moment: nobody needs to hear that a message waits for that. */
  private isStarting(channelId: ChannelId): boolean {
    const since = this.book.standingSince(channelId);
    const { state } = this.book.standing(channelId);
    return state === 'starting' && since !== null && Date.now() - since.getTime() < this.timing.startingMs;
  }

  /** Until nothing of this number is due. */
  private async workAt(channelId: ChannelId): Promise<void> {
    const held = this.heldBy(channelId);
    if (held !== null) return this.hold(channelId, held.code, held.forMs);
    await this.lookForUnknown(channelId);
    while (!this.stopping.signal.aborted && this.heldBy(channelId) === null) {
      const delivery = await this.next(channelId);
      if (!delivery) return;
      await this.gates.run(channelId, () => this.deliver(channelId, delivery));
    }
    // What is due still says itself why it waits.
    if (!this.stopping.signal.aborted) this.nudge();
  }

  private heldBy(channelId: ChannelId): { code: string; forMs: number } | null {
    const facts = this.book.find(channelId);
    const forMs = this.timing.holdMs;
    if (!facts) return { code: 'whatsapp.number-unknown', forMs };
    if (!facts.enabled) return { code: 'whatsapp.number-off', forMs };
    // What is wrong with the number is why its messages wait.
    if (!this.book.isReady(channelId))
      return { code: this.book.standing(channelId).code ?? 'whatsapp.not-ready', forMs };
    const restMs = (this.rests.get(channelId)?.until ?? 0) - Date.now();
    return restMs > 0 ? { code: 'whatsapp.waiting', forMs: restMs } : null;
  }

  private hold(channelId: ChannelId, code: string, forMs: number): Promise<void> {
    return this.uow.run(async (tx) => this.settling.tell(tx, await this.deliveries.hold(tx, channelId, code, forMs)));
  }

  /** The next one that may go now; what may not is told when it may. */
  private next(channelId: ChannelId): Promise<WorkedDelivery | null> {
    const { pace } = this.book.find(channelId)!.settings;
    const now = new Date();
    return this.uow.run(async (tx) => {
      const handed = await this.deliveries.handedInLastMinute(tx, channelId);
      const slot = nextInMinute(handed, pace.perMinute, now);
      if (slot) {
        await this.settling.tell(tx, await this.deliveries.spread(tx, channelId, slot, pace.perMinute));
        return null;
      }
      const begun = await this.deliveries.chatsBegun(tx, channelId);
      const chat = nextNewChat(begun, newChatsToday(pace, this.book.readySince(channelId), now), now);
      if (chat) await this.settling.tell(tx, await this.deliveries.postponeNewChats(tx, channelId, chat));
      const claimed = await this.deliveries.claim(tx, channelId);
      if (claimed) await this.settling.tell(tx, [claimed]);
      return claimed;
    });
  }

  private async deliver(channelId: ChannelId, delivery: WorkedDelivery): Promise<void> {
    const sending = await this.handOver(channelId, delivery);
    this.restAfter(channelId, sending);
    const now = new Date();
    const outcome = moveAfter(sending, {
      now,
      retryMs: this.timing.retry(delivery.attempts),
      firstLookMs: this.timing.firstLookMs,
      tooLate: now.getTime() - delivery.created_at.getTime() > this.timing.giveUpAfterMs,
    });
    const { state, code } = outcome;
    this.log.info({ channelId, deliveryId: delivery.id, state, code }, 'A message was handed over');
    this.attempts.inc({ state });
    await this.note(channelId, delivery, outcome);
  }

  private async handOver(channelId: ChannelId, delivery: WorkedDelivery): Promise<Sending> {
    let order: SendWhatsapp;
    try {
      order = this.orderOf(delivery);
    } catch (error) {
      return { is: 'failed', code: asAppError(error).code, reply: null };
    }
    const { content } = order;
    const media = content.is === 'media' ? () => this.evidence.open(content.evidence.sha256) : null;
    const limit = new AbortController();
    try {
      return await Promise.race([
        this.supervisor.driverOf(channelId).send(channelId, order, media),
        pause(this.timing.sendMs, limit.signal).then((): Sending => ({ is: 'unknown', code: 'whatsapp.no-answer' })),
      ]);
    } catch (thrown) {
      // A driver does not throw; one that does has a fault of ours, and nobody knows how far it came.
      this.log.error(
        { err: thrown, channelId, deliveryId: delivery.id },
        'A driver failed to say what came of a message',
      );
      return { is: 'unknown', code: 'whatsapp.outcome-unknown' };
    } finally {
      limit.abort();
    }
  }

  private restAfter(channelId: ChannelId, sending: Sending): void {
    if (!isNumberTrouble(sending)) {
      if (sending.is === 'sent') this.rests.delete(channelId);
      return;
    }
    const backOff = this.rests.get(channelId)?.backOff ?? new BackOff(5_000, 5 * 60_000);
    const asked = sending.is === 'later' ? (sending.notBefore?.getTime() ?? 0) : 0;
    this.rests.set(channelId, { backOff, until: Math.max(asked, Date.now() + backOff.next()) });
  }

  /** Those that may have left: found, surely absent, or still unknown. */
  private async lookForUnknown(channelId: ChannelId): Promise<void> {
    const due = await this.uow.run((tx) => this.deliveries.unknownDue(tx, channelId));
    for (const delivery of due) {
      const found = await this.findSent(channelId, delivery).catch((error: unknown) => {
        this.log.warn({ err: error, channelId, deliveryId: delivery.id }, 'A message could not be looked for');
        return null;
      });
      this.log.info(
        { channelId, deliveryId: delivery.id, found: found === null || found === 'absent' ? found : 'sent' },
        'A message of unknown outcome was looked for',
      );
      if (found === 'absent') {
        await this.note(channelId, delivery, { state: 'queued', code: 'whatsapp.interrupted', reply: null, inMs: 0 });
      } else if (found) {
        await this.note(channelId, delivery, { state: 'sent', messageId: found.messageId, code: null, reply: null });
      } else {
        const still = Date.now() - delivery.handed_at.getTime() < 60 * 60_000;
        await this.uow.run((tx) => this.deliveries.lookAgain(tx, delivery.id, still ? this.timing.lookEveryMs : null));
      }
    }
  }

  private async findSent(channelId: ChannelId, delivery: WorkedDelivery): ReturnType<WhatsappDriver['findSent']> {
    const order = this.orderOf(delivery);
    const since = new Date(delivery.handed_at.getTime() - 60_000);
    const isTaken = (messageId: string) =>
      this.uow.run((tx) => this.deliveries.isTaken(tx, channelId, messageId, delivery.id));
    return this.supervisor.driverOf(channelId).findSent(channelId, order, since, isTaken);
  }

  /** A result that cannot be written now is kept in hand until it can: forgetting a "sent" would make it "unknown". */
  private async note(channelId: ChannelId, { id }: WorkedDelivery, outcome: Move): Promise<void> {
    const backOff = new BackOff(200, 5_000);
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.uow.run((tx) => this.settling.conclude(tx, channelId, id, outcome));
      } catch (error) {
        this.log.error({ err: error, deliveryId: id, state: outcome.state }, 'A result cannot be noted');
        if (this.stopping.signal.aborted && attempt >= 3) return;
        await pause(backOff.next(), new AbortController().signal);
      }
    }
  }

  private orderOf({ sealed }: WorkedDelivery): SendWhatsapp {
    return sendWhatsapp.schema.parse(this.sealed.open(sealed));
  }
}
