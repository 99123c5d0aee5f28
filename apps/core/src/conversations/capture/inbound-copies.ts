import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { sendLetter, type ChannelId, type ClientId, type DeliveryId, type SendLetter } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { copiesFor, type CopyPeople } from '../../routing/copies.js';
import { copyHeaders, isOwnCopyMark } from '../../routing/copy-mark.js';
import { CopyPeopleRepository } from '../../routing/copy-people.repository.js';
import { CopyRulesRepository, type CopyRule } from '../../routing/copy-rules.repository.js';
import { ForwardingQueue } from '../forwarding/forwarding-queue.js';
import type { NewInteraction } from '../interactions.repository.js';
import type { MailChannel } from './capture.repository.js';
import { CopyDeliveriesRepository, type NewCopyDelivery } from './copy-deliveries.repository.js';
import type { BatchLetter } from './letter-batch.js';
import { isImported } from './letter-nature.js';

interface CapturedLetter extends BatchLetter {
  interaction: NewInteraction;
}

/** IMAP tells the arrival in whole seconds (RFC 3501 INTERNALDATE), by a clock that need not be ours. */
const clockDifferenceMs = 60_000;

/** Sends letters from clients on, unchanged, to whom the copy rules name; what goes to colleagues’ own mailboxes is made anew later. */
@Injectable()
export class InboundCopies {
  constructor(
    private readonly rules: CopyRulesRepository,
    private readonly people: CopyPeopleRepository,
    private readonly deliveries: CopyDeliveriesRepository,
    private readonly outbox: Outbox,
    private readonly masterKey: MasterKey,
    private readonly forwarding: ForwardingQueue,
  ) {}

  /** @param own every address of our channels: nothing is copied to one of them, it would come back */
  async send(
    tx: Tx,
    captured: readonly CapturedLetter[],
    channels: readonly MailChannel[],
    own: ReadonlySet<string>,
    now: Date,
  ): Promise<void> {
    await this.forwarding.add(tx, captured, own);
    const letters = captured.filter((one) => this.mayBeCopied(one, own));
    if (letters.length === 0) return;
    const channelIds = [...new Set(letters.map(({ letter }) => letter.channelId))];
    const rules = await this.rules.rulesFor(tx, channelIds, 'inbound');
    if (rules.length === 0) return;
    const peopleOf = await this.findPeople(tx, letters, rules);
    const planned = await this.people.withoutClients(
      tx,
      letters.flatMap((one) => this.plan(one, rules, peopleOf(one), own)),
    );
    if (planned.length === 0) return;
    const made = await this.deliveries.insertAll(
      tx,
      planned.map(({ delivery }) => delivery),
    );
    const addressOf = new Map(channels.map(({ id, address }) => [id, address]));
    const commands = planned
      .filter(({ delivery }) => made.has(delivery.id))
      .map(({ one, delivery }) => this.command(one, delivery, addressOf.get(delivery.channelId)!, now));
    await this.outbox.addMany(tx, sendLetter, commands);
  }

  /** Not our own copy come back, no bounce, nothing automatic from ourselves: each of these would go round for ever. And no spam of nobody. */
  private mayBeCopied({ letter, nature, parties, interaction }: CapturedLetter, own: ReadonlySet<string>): boolean {
    if (letter.direction !== 'inbound' || nature.bounce || nature.receipt || nature.loop || isImported(letter))
      return false;
    if ((nature.spam || nature.blocked) && interaction.clientId === null) return false;
    if (nature.automatic && parties.senders.some((sender) => own.has(sender))) return false;
    return !isOwnCopyMark(this.masterKey, letter.header.copyMark);
  }

  private async findPeople(
    tx: Tx,
    letters: readonly CapturedLetter[],
    rules: readonly CopyRule[],
  ): Promise<(one: CapturedLetter) => CopyPeople> {
    const nobody: CopyPeople = { responsible: null, heads: [] };
    if (rules.every((rule) => rule.target === 'address')) return () => nobody;
    const cards = new Set<ClientId>();
    const unplaced = new Set<ChannelId>();
    for (const { interaction, letter } of letters) {
      if (interaction.clientId === null) unplaced.add(letter.channelId);
      else cards.add(interaction.clientId);
    }
    const byCard = await this.people.ofCards(tx, [...cards]);
    const byChannel = await this.people.ofChannels(tx, [...unplaced]);
    return ({ interaction: { clientId }, letter }) =>
      (clientId === null ? byChannel.get(letter.channelId) : byCard.get(clientId)) ?? nobody;
  }

  /** A rule holds from its making on: filling in an old mailbox must not flood the archive. */
  private plan(
    one: CapturedLetter,
    rules: readonly CopyRule[],
    people: CopyPeople,
    own: ReadonlySet<string>,
  ): { one: CapturedLetter; recipient: string; delivery: NewCopyDelivery }[] {
    const receivedAt = new Date(one.letter.receivedAt);
    const inForce = rules.filter((rule) => rule.createdAt.getTime() - clockDifferenceMs <= receivedAt.getTime());
    const { channelId } = one.letter;
    const subject = { channelId, direction: 'inbound', senders: one.parties.senders, addressed: [] } as const;
    return copiesFor(inForce, subject, people, own).map(({ ruleId, recipient }) => ({
      one,
      recipient,
      delivery: { id: uuidv7() as DeliveryId, interactionId: one.interaction.id, channelId, ruleId, recipient },
    }));
  }

  private command(
    { letter, interaction }: CapturedLetter,
    delivery: NewCopyDelivery,
    from: string,
    now: Date,
  ): SendLetter {
    const messageId = `<${delivery.id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
    const copy = { interactionId: interaction.id, from, to: delivery.recipient, at: now, messageId };
    return {
      deliveryId: delivery.id,
      channelId: delivery.channelId,
      envelope: { from, to: [delivery.recipient] },
      messageId: letter.header.messageId ?? messageId,
      evidence: letter.evidence,
      prependHeaders: copyHeaders(this.masterKey, copy),
    };
  }
}
