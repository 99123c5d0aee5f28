import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  type ChannelId,
  type ClientId,
  type ConversationId,
  type DeliveryId,
  type EvidenceRef,
  type InteractionId,
  type SendWhatsapp,
  type WhatsappOutgoing,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import { freely, OutgoingCheck, type Verdict } from '../../../protection/bypass/outgoing-check.js';
import { AnswerGate } from '../../handling/answer-gate.js';
import { newConversationToken } from '../../conversation-token.js';
import type { InteractionView, NewMessage } from '../../interaction.view.js';
import { InteractionsRepository } from '../../interactions.repository.js';
import { MessageChangesRepository } from '../../messages/message-changes.repository.js';
import { MessageMedia, type OwnMedia } from '../../messages/message-media.js';
import { AnsweringRepository, type UploadRow } from '../answering.repository.js';
import { bodyWords } from '../clean-words.js';
import { interactionIdFor, interactionOfOurs, Writing } from '../writing.js';
import { outgoingHeader } from './outgoing-header.js';
import type { OutgoingPart } from './outgoing-parts.js';
import { WhatsappAnsweringRepository } from './whatsapp-answering.repository.js';
import { WhatsappReachRepository } from './whatsapp-reach.repository.js';
import { WhatsappPlanner, type WhatsappPlan } from './whatsapp-planner.js';

/** One message as it will be written and ordered. */
interface WrittenMessage {
  readonly id: InteractionId;
  readonly at: Date;
  readonly part: OutgoingPart;
  readonly order: SendWhatsapp;
  readonly evidence: EvidenceRef;
}

/**
 * Messages to a client by WhatsApp. What is ordered is kept as evidence first; then interactions, journal, deliveries and orders are one
 * transaction, however many messages it takes. The client's number goes to the whatsapp role and nowhere else.
 */
@Injectable()
export class WhatsappAnsweringService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly planner: WhatsappPlanner,
    private readonly repository: WhatsappAnsweringRepository,
    private readonly answering: AnsweringRepository,
    private readonly reach: WhatsappReachRepository,
    private readonly writing: Writing,
    private readonly messages: MessageChangesRepository,
    private readonly media: MessageMedia,
    private readonly interactions: InteractionsRepository,
    private readonly evidence: EvidenceStore,
    private readonly check: OutgoingCheck,
    private readonly gate: AnswerGate,
    private readonly audit: Audit,
  ) {}

  /**
   * @param automatic nobody wrote it: it is not signed, and whoever waits for an answer goes on waiting
   * @returns the first of the messages
   * @throws ClientNotFound, IdempotencyConflict, UserError `protection.warned`, and what AnswerGate.pass and WhatsappPlanner throw
   */
  send(
    viewer: Viewer,
    clientId: ClientId,
    message: NewMessage,
    { automatic = false }: { automatic?: boolean } = {},
  ): Promise<InteractionView> {
    const id = interactionIdFor(viewer, message.idempotencyKey);
    return this.writing.once(viewer, clientId, id, async () => {
      const { plan, verdict } = await this.judged(viewer, clientId, message, automatic);
      const written = await this.write(viewer, clientId, plan, id);
      await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.writing.see(tx, viewer, clientId);
        if (!automatic) await this.gate.pass(tx, viewer, clientId, message);
        await this.keep(tx, viewer, clientId, { ...plan, verdict, automatic }, written);
      });
    });
  }

  /** Whether it could go now; nothing is written. @returns the conversation that it would stand in; null: a new one. @throws as `send` */
  async judge(viewer: Viewer, clientId: ClientId, message: NewMessage): Promise<ConversationId | null> {
    const { conversation } = (await this.judged(viewer, clientId, message, false)).plan;
    return conversation.isNew ? null : conversation.id;
  }

  private async judged(
    viewer: Viewer,
    clientId: ClientId,
    message: NewMessage,
    automatic: boolean,
  ): Promise<{ plan: WhatsappPlan; verdict: Verdict }> {
    const text = bodyWords(message.text);
    const template = message.template ? await this.template(viewer, clientId, message, message.template) : null;
    const plan = await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.writing.see(tx, viewer, clientId);
      if (!automatic) await this.gate.pass(tx, viewer, clientId, message);
      return this.planner.plan(tx, viewer, clientId, message, { text, template, signs: !automatic });
    });
    return { plan, verdict: automatic ? freely : await this.examine(viewer, clientId, message, plan, text) };
  }

  /** Of a template only what stands in its places is whoever's words; the rest was approved. */
  private examine(
    viewer: Viewer,
    clientId: ClientId,
    message: NewMessage,
    plan: WhatsappPlan,
    text: string,
  ): Promise<Verdict> {
    const { template } = plan;
    const words = template === null ? [text] : [...template.header, ...template.body];
    const files = uploadsOf(plan);
    return this.check.examine(viewer, clientId, { words, html: null, files }, message.confirmed === true);
  }

  private async template(
    viewer: Viewer,
    clientId: ClientId,
    message: NewMessage,
    wish: NonNullable<NewMessage['template']>,
  ) {
    const { number } = await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.writing.see(tx, viewer, clientId);
      return this.planner.way(tx, clientId, message);
    });
    return this.planner.template(number.id, wish);
  }

  /** What is ordered, word for word, is the original. */
  private write(
    viewer: Viewer,
    clientId: ClientId,
    plan: WhatsappPlan,
    first: InteractionId,
  ): Promise<WrittenMessage[]> {
    const begun = Date.now();
    return Promise.all(
      plan.parts.map(async (part, n): Promise<WrittenMessage> => {
        // One after the other on the timeline too.
        const at = new Date(begun + n);
        const id = n === 0 ? first : (uuidv7() as InteractionId);
        const order: SendWhatsapp = {
          deliveryId: uuidv7() as DeliveryId,
          channelId: plan.number.id,
          chatId: plan.chatId,
          content: contentOf(part, plan),
          quotes: n === 0 ? plan.quotes : null,
          newChat: n === 0 && plan.newChat,
          at: at.toISOString(),
        };
        const original = {
          kind: 'whatsapp',
          id,
          clientId,
          employeeId: viewer.employeeId,
          from: plan.number.address,
          order,
        };
        const evidence = await this.evidence.put(Buffer.from(JSON.stringify(original), 'utf8'));
        return { id, at, part, order, evidence };
      }),
    );
  }

  private async keep(
    tx: Tx,
    viewer: Viewer,
    clientId: ClientId,
    plan: WhatsappPlan & { verdict: Verdict; automatic: boolean },
    written: readonly WrittenMessage[],
  ): Promise<void> {
    const { number, chatId, verdict, automatic } = plan;
    await this.writing.useUploads(tx, viewer, uploadsOf(plan));
    const planned = await this.conversation(tx, clientId, plan, written[0]!.at);
    await this.interactions.insertAll(
      tx,
      written.map(({ id, at, part, evidence }, n) => ({
        ...interactionOfOurs(viewer, clientId, id, evidence, at),
        ...{
          conversationId: planned,
          channelId: number.id,
          medium: 'whatsapp',
          direction: 'outbound',
          kind: 'message',
        },
        ...{ subject: '', naturalKey: `whatsapp:out:${id}`, messageId: null, flags: automatic ? ['automatic'] : [] },
        header: outgoingHeader(viewer, plan, part, n === 0 ? plan.quotes : null),
      })),
    );
    const ids = written.map(({ id }) => id);
    const conversationId = await this.repository.goOn(tx, planned, ids);
    await this.writing.keepContents(
      tx,
      written.map(({ id, part }) => {
        return { id, kind: 'message', body: { text: part.text, html: null }, subject: '', attachments: filesOf(part) };
      }),
    );
    await this.repository.insertMessages(
      tx,
      written.map(({ id, part, order }) => {
        const kind = part.is === 'text' ? 'text' : part.as;
        return { interactionId: id, channelId: number.id, chatId, kind, quotes: order.quotes };
      }),
    );
    await this.media.keepOwn(
      tx,
      written.flatMap(({ id, part }) => (part.is === 'text' ? [] : [ownMedia(id, number.id, part.upload)])),
    );
    await this.repository.insertDeliveries(
      tx,
      written.map(({ id, order }) => ({
        ...{ id: order.deliveryId, interactionId: id, channelId: number.id, chatId, act: 'message' as const },
      })),
    );
    const orders = written.map(({ order }) => order);
    const first = written[0]!.id;
    await this.check.pass(tx, viewer, verdict, { clientId, interactionId: first, medium: 'whatsapp', orders });
    const last = written.at(-1)!;
    // What waits for a head has answered nobody yet, and a machine never does.
    if (verdict.is !== 'held' && !automatic) await this.answering.answered(tx, conversationId, last.id, last.at);
    const body = {
      conversationId,
      ...{ channelId: number.id, messages: written.length },
      ...(plan.template === null ? {} : { template: plan.template.name }),
      ...(automatic ? { automatic } : {}),
    };
    this.audit.record(tx, viewer, 'message.sent', { clientId, subjectId: first, body });
    for (const { id } of written) this.writing.tell(tx, clientId, conversationId, id, 'outbound');
  }

  /** Looked for once more while nobody else can begin one: the client may have written meanwhile, under another of their ids. */
  private async conversation(tx: Tx, clientId: ClientId, plan: WhatsappPlan, at: Date): Promise<ConversationId> {
    const { conversation, number, chatId, ids } = plan;
    if (!conversation.isNew) return conversation.id;
    await this.messages.lockNumbers(tx, [number.id]);
    const chats = await this.reach.chats(tx, clientId);
    const known = chats.find((chat) => chat.channelId === number.id && ids.has(chat.chatId));
    if (known) return known.id;
    const token = newConversationToken();
    return this.repository.openConversation(tx, {
      id: conversation.id,
      clientId,
      channelId: number.id,
      chatId,
      token,
      at,
    });
  }
}

function contentOf(part: OutgoingPart, { template }: WhatsappPlan): WhatsappOutgoing {
  if (part.is === 'media') {
    const { evidence, type, name } = mediaOf(part.upload);
    return { is: 'media', as: part.as, evidence, type, name, caption: part.text };
  }
  if (template === null) return { is: 'text', text: part.text };
  const { name, language, header, body } = template;
  return { is: 'template', name, language, header, body };
}

const mediaOf = ({ sha256, size, type, name }: UploadRow) => ({ evidence: { sha256, size: Number(size) }, type, name });

const ownMedia = (interactionId: InteractionId, channelId: ChannelId, upload: UploadRow): OwnMedia => ({
  ...{ ...mediaOf(upload), interactionId, channelId, durationMs: null, waveform: null, width: null, height: null },
});

/** As an attachment is listed: it is the only one, and the address of its bytes ends with 0. */
function filesOf(part: OutgoingPart) {
  if (part.is === 'text') return [];
  const { name, type, size } = part.upload;
  return [{ n: 0, name, type, size: Number(size), inline: false, contentId: null }];
}

const uploadsOf = ({ parts }: WhatsappPlan): UploadRow[] =>
  parts.flatMap((part) => (part.is === 'media' ? [part.upload] : []));
