import { Injectable } from '@nestjs/common';
import { whatsappDeliveryChanged, whatsappMessageReceived, type ChannelId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Outbox } from '#libs/messaging';
import type { FoundChange, FoundMessage, FoundProgress } from '../driver/driver.port.js';
import { SealedBodies } from '../receiving/sealed-body.js';
import { SeenMessageRepository } from '../receiving/seen-message.repository.js';
import { mayMove } from './delivery-moves.js';
import {
  changeOf,
  DeliveryRepository,
  type DeliveryRow,
  type LockedDelivery,
  type Move,
} from './delivery.repository.js';
import { EarlyProgressRepository } from './early-progress.repository.js';
import { Likeness } from './likeness.js';
import { providerWords } from './provider-words.js';

/** An echo belongs to what was handed over shortly before it; clocks differ by this much at most. */
const echo = { earlyMs: 2 * 60_000, lateMs: 15 * 60_000 };

/** What is seen at the provider's decides how our deliveries stand: echoes, acknowledgements, and the answer to `send` itself. */
@Injectable()
export class Settling {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly early: EarlyProgressRepository,
    private readonly seen: SeenMessageRepository,
    private readonly sealed: SealedBodies,
    private readonly likeness: Likeness,
    private readonly outbox: Outbox,
  ) {}

  /** How far messages have come, in any order; what no delivery is known for (yet) is kept for a day. */
  async progress(tx: Tx, channelId: ChannelId, found: readonly FoundProgress[]): Promise<void> {
    if (found.length === 0) return;
    const rows = await this.deliveries.lock(tx, channelId, {
      ids: found.flatMap(({ deliveryId }) => deliveryId ?? []),
      messageIds: found.map(({ messageId }) => messageId),
    });
    const ofNobody: FoundProgress[] = [];
    const steps = new Map<LockedDelivery, FoundProgress[]>();
    for (const one of found) {
      const row = rows.find((row) => row.message_id === one.messageId) ?? rows.find((row) => row.id === one.deliveryId);
      if (row) steps.set(row, [...(steps.get(row) ?? []), one]);
      else ofNobody.push(one);
    }
    await this.early.keep(tx, channelId, ofNobody);
    const moved: DeliveryRow[] = [];
    for (const [row, ones] of steps) moved.push(...(await this.advance(tx, row, ones)));
    await this.tell(tx, moved);
  }

  /** @returns the ids of those messages that our own sendings made: their deliveries are settled, and they are told to nobody */
  async echoes(tx: Tx, channelId: ChannelId, messages: readonly FoundMessage[]): Promise<Set<string>> {
    const outbound = messages.filter(({ direction }) => direction === 'outbound');
    if (outbound.length === 0) return new Set();
    const rows = await this.deliveries.lock(tx, channelId, {
      messageIds: outbound.map(({ messageId }) => messageId),
      likenesses: outbound.map((message) => this.likeness.ofMessage(message)),
    });
    const ours = new Set<string>();
    const moved: DeliveryRow[] = [];
    for (const message of outbound) {
      const row = rows.find((one) => one.message_id === message.messageId) ?? this.madeBy(rows, message);
      if (!row) continue;
      rows.splice(rows.indexOf(row), 1);
      ours.add(message.messageId);
      const sent = { messageId: message.messageId, at: message.sentAt, code: null, reply: null, deliveryId: null };
      const known = await this.early.take(tx, channelId, [message.messageId]);
      moved.push(...(await this.advance(tx, row, [{ ...sent, state: 'sent' }, ...known])));
    }
    await this.tell(tx, moved);
    return ours;
  }

  /** @returns those changes that our own orders made */
  async ownChanges(tx: Tx, channelId: ChannelId, changes: readonly FoundChange[]): Promise<Set<FoundChange>> {
    const likenesses = new Map<FoundChange, Buffer>();
    for (const change of changes) {
      const likeness = change.by === 'us' ? this.likeness.ofChange(change) : null;
      if (likeness) likenesses.set(change, likeness);
    }
    if (likenesses.size === 0) return new Set();
    const rows = await this.deliveries.lock(tx, channelId, { likenesses: [...likenesses.values()] });
    const ours = new Set<FoundChange>();
    const moved: DeliveryRow[] = [];
    for (const [change, likeness] of likenesses) {
      const row = rows.find((one) => one.likeness?.equals(likeness) === true && isAfterHanding(one, change.at));
      if (!row) continue;
      ours.add(change);
      if (row.state !== 'sending' && row.state !== 'unknown') continue;
      rows.splice(rows.indexOf(row), 1);
      moved.push(await this.deliveries.move(tx, row, { state: 'sent', code: null, reply: null }));
    }
    await this.tell(tx, moved);
    return ours;
  }

  /** What `send` came to; an echo may have said it before. */
  async conclude(tx: Tx, channelId: ChannelId, id: string, outcome: Move): Promise<void> {
    const [row] = await this.deliveries.lock(tx, channelId, { ids: [id] });
    if (!row) return;
    const messageId = outcome.messageId ?? null;
    if (messageId !== null && row.message_id !== null && row.message_id !== messageId) {
      await this.giveBack(tx, channelId, row.message_id);
    }
    // It was seen already: what we thought of it is behind that.
    if (row.state !== 'sending' && !mayMove(row.state, outcome.state)) {
      if (messageId !== null && row.message_id !== messageId) {
        await this.tell(tx, [
          await this.deliveries.move(tx, row, { state: row.state, messageId, code: row.code, reply: row.reply }),
        ]);
      }
      return;
    }
    const moved = await this.deliveries.move(tx, row, outcome);
    const known = messageId === null ? [] : await this.early.take(tx, channelId, [messageId]);
    const further = await this.advance(tx, { ...row, ...moved }, known);
    await this.tell(tx, [moved, ...further]);
  }

  async tell(tx: Tx, rows: readonly DeliveryRow[]): Promise<void> {
    await this.outbox.addMany(tx, whatsappDeliveryChanged, rows.map(changeOf));
  }

  /** As far as these lead; told as one step. */
  private async advance(tx: Tx, row: DeliveryRow, found: readonly FoundProgress[]): Promise<DeliveryRow[]> {
    let to: Move | null = null;
    for (const { state, messageId, code, reply } of found) {
      if (!mayMove(to?.state ?? row.state, state)) continue;
      to = { state, messageId, code, reply: reply === null ? null : providerWords(reply) };
    }
    return to === null ? [] : [await this.deliveries.move(tx, row, to)];
  }

  /** Not its id yet, but its chat, its words and its time. */
  private madeBy(rows: readonly LockedDelivery[], message: FoundMessage): LockedDelivery | undefined {
    const { chat, sentAt } = message;
    const names = new Set<string>([chat.id, ...chat.aliases, ...(chat.phone === null ? [] : [chat.phone.slice(1)])]);
    const likeness = this.likeness.ofMessage(message);
    return rows.find(
      (row) =>
        row.message_id === null &&
        (row.state === 'sending' || row.state === 'unknown' || row.state === 'queued') &&
        names.has(row.chat_id) &&
        row.likeness?.equals(likeness) === true &&
        isAfterHanding(row, sentAt),
    );
  }

  /** What was taken for our echo was typed on the phone in the same words at the same time: now it is told. */
  private async giveBack(tx: Tx, channelId: ChannelId, messageId: string): Promise<void> {
    const [sighting] = await this.seen.findTold(tx, channelId, [messageId]);
    if (sighting?.author !== 'ours' || sighting.told === null) return;
    await this.seen.setAuthor(tx, channelId, messageId, 'holder');
    await this.outbox.add(
      tx,
      whatsappMessageReceived,
      whatsappMessageReceived.schema.parse(this.sealed.open(sighting.told)),
    );
  }
}

const isAfterHanding = ({ handed_at }: LockedDelivery, at: Date): boolean =>
  handed_at !== null &&
  at.getTime() >= handed_at.getTime() - echo.earlyMs &&
  at.getTime() <= handed_at.getTime() + echo.lateMs;
