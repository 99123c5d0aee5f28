import { Injectable } from '@nestjs/common';
import { deliveryChanged, type ChannelId, type DeliveryChanged, type DeliveryId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { Together } from '../together.js';
import {
  DeliveryRepository,
  type ClaimedDelivery,
  type ConcludedAttempt,
  type DeliveryRow,
} from './delivery.repository.js';
import { SentLettersService } from './sent/sent-letters.service.js';

interface ClaimedOfChannel {
  readonly channelId: ChannelId;
  readonly room: number;
  readonly claimed: readonly ClaimedDelivery[];
  readonly rows: readonly DeliveryRow[];
}

/** One letter is about to get its final dot, or has had its answer. */
type Step = { readonly mark: ClaimedDelivery } | { readonly conclude: ConcludedAttempt };

/**
 * Every step of a delivery, durable before anything follows from it. Letters that are under way at once share what a commit costs: the
 * marks of some and the results of others go in one transaction.
 */
@Injectable()
export class DeliveryLedger {
  private readonly steps = new Together<Step, boolean>((steps) => this.write(steps), {
    mostAtOnce: 50,
    batchesAtOnce: 1,
  });

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly deliveries: DeliveryRepository,
    private readonly sent: SentLettersService,
  ) {}

  /**
   * Of each channel with something due as much as it has room for. Nobody is told: most are over before anybody could look.
   * @returns each channel, also one without room
   */
  claimDue(roomOf: (channelId: ChannelId) => number): Promise<ClaimedOfChannel[]> {
    return this.uow.run(async (tx) => {
      const taken: ClaimedOfChannel[] = [];
      for (const channelId of await this.deliveries.channelsWithDue(tx)) {
        const room = Math.max(0, roomOf(channelId));
        const none = { claimed: [], rows: [] };
        taken.push({ channelId, room, ...(room > 0 ? await this.deliveries.claim(tx, channelId, room) : none) });
      }
      return taken;
    });
  }

  /** These are being sent, and it lasts. */
  async tellSending(rows: readonly DeliveryRow[]): Promise<void> {
    if (rows.length > 0) await this.uow.run((tx) => this.tell(tx, rows));
  }

  /** The mark before the final dot. @returns false: the claim is ours no more, and the dot must not be sent */
  mark(claim: ClaimedDelivery): Promise<boolean> {
    return this.steps.add({ mark: claim });
  }

  async conclude(attempt: ConcludedAttempt): Promise<void> {
    await this.steps.add({ conclude: attempt });
  }

  /** Claims that nobody has begun with. */
  async putBack(claims: readonly ClaimedDelivery[]): Promise<void> {
    if (claims.length === 0) return;
    await this.uow.run(async (tx) => this.tell(tx, await this.deliveries.putBack(tx, claims)));
  }

  /** A sign of life for our own claims, and an end to those of processes that give none. */
  async live(ours: readonly DeliveryId[], silentForMs: number): Promise<void> {
    await this.uow.run(async (tx) => {
      if (ours.length > 0) await this.deliveries.signOfLife(tx, ours);
      await this.deliveries.followClock(tx);
      await this.tell(tx, await this.deliveries.takeBack(tx, silentForMs));
    });
  }

  /** What waits because of the channel is due at once. */
  async hurry(channelId: ChannelId): Promise<void> {
    await this.uow.run((tx) => this.deliveries.hurry(tx, channelId));
  }

  private write(steps: readonly Step[]): Promise<boolean[]> {
    const marks = steps.flatMap((step) => ('mark' in step ? [step.mark] : []));
    const attempts = steps.flatMap((step) => ('conclude' in step ? [step.conclude] : []));
    return this.uow.run(async (tx) => {
      const [ours, rows] = await Promise.all([
        this.deliveries.markFinalDot(tx, marks),
        this.deliveries.conclude(tx, attempts),
      ]);
      const sent = new Set(rows.filter(({ state }) => state === 'sent').map(({ id }) => id));
      const copies = attempts.map(({ delivery }) => delivery).filter((one) => one.sentCopy && sent.has(one.id));
      await Promise.all([this.tell(tx, rows), this.sent.add(tx, copies)]);
      return steps.map((step) => !('mark' in step) || ours.has(step.mark.id));
    });
  }

  private async tell(tx: Tx, rows: readonly DeliveryRow[]): Promise<void> {
    await this.outbox.addMany(tx, deliveryChanged, rows.map(changeOf));
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
