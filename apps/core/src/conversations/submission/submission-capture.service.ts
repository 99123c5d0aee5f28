import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  sendLetter,
  type DeliveryId,
  type InteractionId,
  type LetterSubmitted,
  type SendLetter,
} from '#libs/contracts';
import type { Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { baseSubject, letterNaturalKey } from '#libs/letters';
import { Outbox } from '#libs/messaging';
import { Audit } from '../../audit/audit.js';
import type { Finding } from '../../protection/bypass/finding.js';
import { OutgoingCheck } from '../../protection/bypass/outgoing-check.js';
import { sealedOrders } from '../../protection/bypass/sealed-orders.js';
import { HeldTold } from '../../protection/held/held-told.js';
import { ProtectionPolicyRepository } from '../../protection/policy/protection-policy.repository.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { letterOrder } from '../answering/letter-order.js';
import { CaptureRepository } from '../capture/capture.repository.js';
import { changesOf } from '../capture/conversation-changes.js';
import { InteractionsRepository, type NewInteraction } from '../interactions.repository.js';
import { SubmissionRepository, type NewSubmittedDelivery } from './submission.repository.js';

/** Says on the card that a letter was not written at the page. */
export const fromMailProgram = 'mail-program';

/** It went to nobody but our own people: it stands on no card, and waits for none. */
export const amongOurselves = 'internal';

/** So it is known to the head who has to let it go. */
const noClient: readonly Finding[] = [{ kind: 'no-client', text: '', employeeId: null }];

interface Submitted {
  readonly letter: LetterSubmitted;
  readonly interaction: NewInteraction;
  readonly deliveries: readonly NewSubmittedDelivery[];
  readonly orders: readonly SendLetter[];
  /** now: they go; read: once the words were looked through; head: once a head has let them go. */
  readonly goes: 'now' | 'read' | 'head';
}

/**
 * Letters of mail programs become interactions on cards and orders to send, as core itself routed them a moment ago. However many letters a
 * batch has, the number of statements is the same.
 */
@Injectable()
export class SubmissionCapture {
  constructor(
    private readonly repository: SubmissionRepository,
    private readonly threads: CaptureRepository,
    private readonly interactions: InteractionsRepository,
    private readonly protection: ProtectionPolicyRepository,
    private readonly check: OutgoingCheck,
    private readonly told: HeldTold,
    private readonly masterKey: MasterKey,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** @param ids of those whose interactions have theirs already */
  async store(
    tx: Tx,
    letters: readonly LetterSubmitted[],
    ids: ReadonlyMap<LetterSubmitted, InteractionId> = new Map(),
  ): Promise<void> {
    const now = new Date();
    const submitted = await this.prepare(tx, letters, ids, now);
    const opened = letters.filter(({ route }) => route.conversation.isNew);
    // One after the other there, and asked at once here: none needs what another answers.
    await Promise.all([
      this.threads.insertConversations(tx, opened.map(conversationOf)),
      this.interactions.insertAll(
        tx,
        submitted.map(({ interaction }) => interaction),
      ),
      // What waits has answered nobody yet.
      this.threads.moveConversations(tx, changesOf(submitted.filter(({ goes }) => goes === 'now').map(stepOf))),
      this.threads.queueReading(
        tx,
        // What colleagues write each other nobody else reads or finds.
        submitted.flatMap(({ letter, interaction }) => (letter.route.internal ? [] : [interaction.id])),
      ),
      this.repository.insertDeliveries(
        tx,
        submitted.flatMap(({ deliveries }) => deliveries),
      ),
      this.repository.insertLetters(
        tx,
        submitted.map(({ letter, interaction, orders, goes }) => ({
          interactionId: interaction.id,
          submissionId: letter.submissionId,
          elsewhere: letter.route.elsewhere,
          originalKey: letterNaturalKey(letter.original.messageId, letter.original.contentDigest),
          sealedOrders: goes === 'read' ? sealedOrders.seal(this.masterKey, { medium: 'email', orders }) : null,
        })),
      ),
      this.outbox.addMany(
        tx,
        sendLetter,
        submitted.flatMap(({ orders, goes }) => (goes === 'now' ? orders : [])),
      ),
    ]);
    for (const one of submitted) await this.conclude(tx, one);
    tx.afterCommit(() => this.tell(submitted));
  }

  private async prepare(
    tx: Tx,
    letters: readonly LetterSubmitted[],
    ids: ReadonlyMap<LetterSubmitted, InteractionId>,
    now: Date,
  ): Promise<Submitted[]> {
    const keys = letters.map(({ header, contentDigest }) => letterNaturalKey(header.messageId, contentDigest));
    const [letterOf, roles, { outgoing }, channels] = await Promise.all([
      this.threads.knownLetters(tx, [...new Set(keys)]),
      this.repository.rolesOf(tx, [...new Set(letters.map(({ employeeId }) => employeeId))]),
      this.protection.get(tx),
      this.threads.mailChannels(tx),
    ]);
    const known = new Set(letterOf.keys());
    const addresses = new Map(channels.map(({ id, address }) => [id, address]));
    return letters.map((letter, at): Submitted => {
      // The same letter to others, or once more on purpose: each is one that went out.
      const again = known.has(keys[at]!);
      known.add(keys[at]!);
      const naturalKey = again ? `${keys[at]!}:${letter.submissionId}:${at}` : keys[at]!;
      const interaction = interactionOf(letter, ids.get(letter) ?? (uuidv7() as InteractionId), naturalKey, now);
      const deliveries = deliveriesOf(letter, interaction.id);
      const from = addresses.get(letter.route.channelId) ?? letter.header.from[0]?.address ?? '';
      const isRead =
        outgoing === 'hold' && roles.get(letter.employeeId) === 'employee' && letter.route.clientId !== null;
      return {
        letter,
        ...{ interaction, deliveries },
        orders: deliveries.map((delivery) => this.order(letter, delivery, from, now)),
        goes: letter.route.hold !== null ? 'head' : isRead ? 'read' : 'now',
      };
    });
  }

  /** A colleague who was named gets the letter as it is; a copy by rule says that it is one. */
  private order(letter: LetterSubmitted, delivery: NewSubmittedDelivery, from: string, at: Date): SendLetter {
    const { interactionId, ruleId, purpose } = delivery;
    const messageId = letter.header.messageId ?? `<${delivery.id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
    const as = { ...delivery, purpose: ruleId === null ? ('answer' as const) : purpose };
    return letterOrder(this.masterKey, { interactionId, messageId, evidence: letter.evidence, from }, as, at);
  }

  private async conclude(tx: Tx, { letter, interaction, orders, goes }: Submitted): Promise<void> {
    const { clientId, conversationId, channelId, id: interactionId } = interaction;
    const viewer = { employeeId: letter.employeeId };
    if (goes === 'head') {
      const about = { clientId, interactionId, medium: 'email' as const };
      await this.check.pass(tx, viewer, { is: 'held', findings: noClient }, { ...about, orders });
      await this.told.waits(tx, { ...about, ...viewer, findings: noClient });
    }
    this.audit.record(tx, viewer, 'message.sent', {
      clientId,
      subjectId: interactionId,
      body: { conversationId, channelId, copies: letter.route.copies.length, mailProgram: true },
    });
  }

  private tell(submitted: readonly Submitted[]): void {
    for (const { interaction } of submitted) {
      const { id: interactionId, clientId, conversationId, direction } = interaction;
      const event = { event: 'interaction', data: { clientId, conversationId, interactionId, direction } } as const;
      if (clientId !== null) this.live.publish(event, { clientId });
    }
    if (submitted.some(({ interaction, letter }) => interaction.clientId === null && !letter.route.internal))
      this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' });
  }
}

const conversationOf = ({ route, header, receivedAt }: LetterSubmitted) => ({
  id: route.conversation.id,
  ...{ token: route.conversation.token, clientId: route.clientId },
  ...{ channelId: route.channelId, subject: header.subject, baseSubject: baseSubject(header.subject).base },
  ...{ startedAt: new Date(receivedAt), importId: null },
});

const stepOf = ({ interaction }: Submitted) => ({
  conversationId: interaction.conversationId!,
  ...{ interactionId: interaction.id, direction: 'outbound' as const },
  ...{ occurredAt: interaction.occurredAt, automatic: false },
});

function interactionOf(letter: LetterSubmitted, id: InteractionId, naturalKey: string, now: Date): NewInteraction {
  const { route, header, evidence, employeeId } = letter;
  const flags = route.internal ? [fromMailProgram, amongOurselves] : [fromMailProgram];
  return {
    id,
    ...{ clientId: route.clientId, conversationId: route.conversation.id, channelId: route.channelId },
    ...{ medium: 'email', direction: route.internal ? 'internal' : 'outbound', kind: 'email' },
    ...{ occurredAt: new Date(letter.receivedAt), capturedAt: now, employeeId },
    ...{ subject: header.subject, header, naturalKey, messageId: realId(header.messageId) },
    ...{ evidenceSha256: evidence.sha256, evidenceSize: evidence.size, flags, placedAt: null },
  };
}

/** PostgreSQL's B-tree takes 2,704 bytes; RFC 5322 2.1.1 allows 998. */
const realId = (id: string | null): string | null => (id !== null && Buffer.byteLength(id) <= 998 ? id : null);

function deliveriesOf({ route }: LetterSubmitted, interactionId: InteractionId): NewSubmittedDelivery[] {
  const made = (
    purpose: NewSubmittedDelivery['purpose'],
    recipient: string,
    ruleId: NewSubmittedDelivery['ruleId'] = null,
  ): NewSubmittedDelivery => ({
    ...{ id: uuidv7() as DeliveryId, interactionId, channelId: route.channelId, purpose, ruleId, recipient },
  });
  const beside = route.beside.filter((address) => !route.recipients.includes(address));
  const copies = route.copies.filter(({ recipient }) => !beside.includes(recipient));
  return [
    ...route.recipients.map((recipient) => made('answer', recipient)),
    ...beside.map((recipient) => made('copy', recipient)),
    ...copies.map(({ recipient, ruleId }) => made('copy', recipient, ruleId)),
  ];
}
