import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  DeliveryId,
  sendWhatsapp,
  type InteractionId,
  type SendWhatsapp,
  type WhatsappOutgoing,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import { freely, OutgoingCheck, type Verdict } from '../../../protection/bypass/outgoing-check.js';
import { InteractionNotFound } from '../../conversations.errors.js';
import type { InteractionView } from '../../interaction.view.js';
import { MessageChanges } from '../../messages/message-changes.js';
import { MessageChangesRepository } from '../../messages/message-changes.repository.js';
import { editRefusal, reactionRefusal, revokeRefusal, type MessageRefusal } from '../../messages/message-rules.js';
import { TimelineService } from '../../timeline.service.js';
import { bodyWords } from '../clean-words.js';
import { textLimit } from '../whatsapp/outgoing-parts.js';
import { signatureOf, signed } from '../whatsapp/signature.js';
import { WhatsappAnsweringRepository } from '../whatsapp/whatsapp-answering.repository.js';
import { NumberNotLinked, WhatsappTextTooLarge, WindowClosed } from '../whatsapp/whatsapp-answering.errors.js';
import { WhatsappReachRepository } from '../whatsapp/whatsapp-reach.repository.js';
import { canSend, windowOf } from '../whatsapp/whatsapp-window.js';
import { Writing } from '../writing.js';
import type { NewReaction, NewWording } from './act.view.js';
import { ActsRepository, type ActedMessage } from './acts.repository.js';

/** One thing that is done to a message. */
interface Act {
  readonly act: 'reaction' | 'edit' | 'revoke';
  readonly is: 'reaction' | 'edited' | 'revoked';
  readonly content: WhatsappOutgoing;
  /** What is kept of it beside its evidence. */
  readonly text: string | null;
}

/**
 * Reactions, rewordings and deletions of ours. Each is a delivery of its own, and a change of its message from the moment at which WhatsApp
 * has it; what was said before is never lost.
 */
@Injectable()
export class ActsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ActsRepository,
    private readonly deliveries: WhatsappAnsweringRepository,
    private readonly reach: WhatsappReachRepository,
    private readonly writing: Writing,
    private readonly messages: MessageChangesRepository,
    private readonly changes: MessageChanges,
    private readonly timeline: TimelineService,
    private readonly evidence: EvidenceStore,
    private readonly check: OutgoingCheck,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** @throws InteractionNotFound, NumberNotLinked, WindowClosed, UserError `whatsapp.message-not-found`, `message.already-revoked` */
  react(viewer: Viewer, id: InteractionId, { emoji }: NewReaction): Promise<InteractionView> {
    return this.do(viewer, id, reactionRefusal, (message) => ({
      act: 'reaction',
      ...{ is: 'reaction', text: emoji },
      content: { is: 'reaction', messageId: message.providerId!, emoji },
    }));
  }

  /** @throws as `react`, and UserError `message.edit-not-allowed`, `message.edit-too-late`, `whatsapp.driver-cannot`, `protection.warned`, `protection.edit-not-allowed`, WhatsappTextTooLarge */
  async edit(viewer: Viewer, id: InteractionId, wording: NewWording): Promise<InteractionView> {
    const verdict = await this.examine(viewer, id, wording);
    const refusal = (message: Standing) => editRefusal(viewer, message, new Date());
    const make = ({ settings, providerId }: ActedMessage): Act => {
      const text = signed(bodyWords(wording.text), signatureOf(settings.policy, viewer.name));
      const limit = textLimit[settings.number.driver];
      if (text.length > limit) throw new WhatsappTextTooLarge(limit);
      return { act: 'edit', is: 'edited', text, content: { is: 'edit', messageId: providerId!, text } };
    };
    return this.do(viewer, id, refusal, make, verdict);
  }

  /** @throws as `react`, and UserError `message.revoke-not-allowed`, `message.revoke-too-late`, `whatsapp.driver-cannot` */
  revoke(viewer: Viewer, id: InteractionId): Promise<InteractionView> {
    const refusal = (message: Standing) => revokeRefusal(viewer, message, new Date());
    return this.do(viewer, id, refusal, ({ providerId }) => {
      return { act: 'revoke', is: 'revoked', text: null, content: { is: 'revoke', messageId: providerId! } };
    });
  }

  /** A rewording cannot wait for a head: where it would have to, it is not made. */
  private async examine(viewer: Viewer, id: InteractionId, { text, confirmed }: NewWording): Promise<Verdict> {
    const message = await this.uow.as(scopeOf(viewer), (tx) => this.repository.find(tx, id));
    if (!message) throw new InteractionNotFound(id);
    const said = { words: [text], html: null, files: [] };
    const verdict = await this.check.examine(viewer, message.clientId, said, confirmed === true);
    if (verdict.is === 'held') throw new UserError('protection.edit-not-allowed', { id });
    return verdict;
  }

  private async do(
    viewer: Viewer,
    id: InteractionId,
    refusal: (message: Standing) => MessageRefusal | null,
    make: (message: ActedMessage) => Act,
    verdict: Verdict = freely,
  ): Promise<InteractionView> {
    const look = async (tx: Tx) => {
      const message = await this.repository.find(tx, id);
      if (!message) throw new InteractionNotFound(id);
      const because = message.revoking ? 'message.already-revoked' : refusal(standingOf(message));
      if (because !== null) throw new UserError(because, { id });
      if (!canSend(message)) throw new NumberNotLinked(message.channelId);
      await this.askWindow(tx, message);
      return message;
    };
    const before = await this.uow.as(scopeOf(viewer), look);
    const act = make(before);
    const order = orderOf(before, act);
    const original = { kind: 'whatsapp', interactionId: id, employeeId: viewer.employeeId, from: before.number, order };
    const evidence = await this.evidence.put(Buffer.from(JSON.stringify(original), 'utf8'));
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.messages.lockNumbers(tx, [before.channelId]);
      const message = await look(tx);
      const { channelId, chatId, providerId, clientId, conversationId, direction } = message;
      await this.deliveries.insertDeliveries(tx, [
        { id: order.deliveryId, interactionId: id, channelId, chatId, act: act.act },
      ]);
      await this.changes.take(tx, [
        {
          id: uuidv7(),
          ...{ channelId, providerId: providerId!, interactionId: id, is: act.is, by: 'us', author: null },
          ...{ employeeId: viewer.employeeId, at: new Date(order.at), evidence, text: act.text },
          ...{ deliveryId: order.deliveryId, state: 'waiting' },
        },
      ]);
      await this.outbox.add(tx, sendWhatsapp, order);
      const about = { clientId, interactionId: id, medium: 'whatsapp', once: order.deliveryId } as const;
      await this.check.raise(tx, viewer, verdict, about);
      this.audit.record(tx, viewer, `message.${act.act}`, { clientId, subjectId: id, body: { conversationId } });
      this.writing.tell(tx, clientId, conversationId, id, direction);
      return this.timeline.viewOf(tx, viewer, id);
    });
  }

  /** What Meta says of words holds for reactions and the rest too. */
  private async askWindow(tx: Tx, { channelId, chatId, settings }: ActedMessage): Promise<void> {
    const ids = (await this.reach.aliases(tx, [chatId]))(chatId);
    const lastInboundAt = await this.reach.lastInbound(tx, channelId, ids);
    const { open, closesAt } = windowOf(settings.number.driver, lastInboundAt, new Date());
    if (!open) throw new WindowClosed(closesAt);
  }
}

type Standing = Parameters<typeof reactionRefusal>[0];

const standingOf = ({ settings, ...message }: ActedMessage): Standing => ({
  ...message,
  driver: settings.number.driver,
  policy: settings.policy,
});

const orderOf = ({ channelId, chatId }: ActedMessage, { content }: Act): SendWhatsapp => ({
  deliveryId: DeliveryId.parse(uuidv7()),
  ...{ channelId, chatId, content, quotes: null, newChat: false },
  at: new Date().toISOString(),
});
