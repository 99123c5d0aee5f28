import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  sendLetter,
  type ClientId,
  type DeliveryId,
  type EvidenceRef,
  type InteractionId,
  type SendLetter,
} from '#libs/contracts';
import { sqlStateOf, UnitOfWork, type Tx } from '#libs/database';
import { Bug } from '#libs/errors';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { letterNaturalKey, LetterTap, type LetterFacts } from '#libs/letters';
import { Outbox } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { ClientNotFound } from '../../clients/clients.errors.js';
import { ClientsRepository } from '../../clients/clients.repository.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { copyHeaders } from '../../routing/copy-mark.js';
import { lexemesOf, tsvectorOf } from '../../search/lexemes.js';
import { addressWithToken } from '../conversation-token.js';
import { sealContent } from '../interaction-content.js';
import type { InteractionView, NewMessage, NewNote } from '../interaction.view.js';
import { InteractionsRepository, type NewInteraction } from '../interactions.repository.js';
import { TimelineService } from '../timeline.service.js';
import { AnswerPlanner, type AnswerPlan } from './answer-plan.js';
import { IdempotencyConflict, MediumUnavailable, TextMissing, UploadAlreadyUsed } from './answering.errors.js';
import { AnsweringRepository, type NewDelivery } from './answering.repository.js';
import { bodyWords } from './clean-words.js';
import { composeLetter } from './compose-letter.js';

interface WrittenLetter {
  id: InteractionId;
  messageId: string;
  date: Date;
  evidence: EvidenceRef;
  facts: LetterFacts;
}

/**
 * Letters to a client and notes about them. A letter is composed whole and kept as evidence before anything is promised; then
 * interaction, journal, deliveries and the order to send are one transaction.
 */
@Injectable()
export class AnsweringService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AnsweringRepository,
    private readonly planner: AnswerPlanner,
    private readonly cards: ClientsRepository,
    private readonly interactions: InteractionsRepository,
    private readonly timeline: TimelineService,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /**
   * @param automatic nobody wrote it: the letter says so
   * @throws ClientNotFound, MediumUnavailable, TextMissing, IdempotencyConflict, and what AnswerPlanner.plan throws
   */
  send(
    viewer: Viewer,
    clientId: ClientId,
    message: NewMessage,
    { automatic = false }: { automatic?: boolean } = {},
  ): Promise<InteractionView> {
    if (message.medium !== 'email') return Promise.reject(new MediumUnavailable(message.medium));
    const text = bodyWords(message.text);
    if (text.trim() === '') return Promise.reject(new TextMissing());
    const id = idFor(viewer, message.idempotencyKey);
    return this.once(viewer, clientId, id, async () => {
      const plan = await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.see(tx, viewer, clientId);
        return this.planner.plan(tx, viewer, clientId, message);
      });
      const letter = await this.write(viewer, plan, { ...message, text, automatic }, id);
      await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.see(tx, viewer, clientId);
        await this.keep(tx, viewer, clientId, plan, letter, {
          text,
          html: message.html ? bodyWords(message.html) : null,
        });
      });
    });
  }

  /** @throws ClientNotFound, ConversationNotFound, TextMissing, IdempotencyConflict */
  note(viewer: Viewer, clientId: ClientId, note: NewNote): Promise<InteractionView> {
    const text = bodyWords(note.text).trim();
    if (text === '') return Promise.reject(new TextMissing());
    const id = idFor(viewer, note.idempotencyKey);
    return this.once(viewer, clientId, id, async () => {
      const thread = await this.uow.as(scopeOf(viewer), (tx) =>
        this.see(tx, viewer, clientId).then(() => this.planner.continued(tx, clientId, note.conversationId)),
      );
      const at = new Date();
      const original = { kind: 'note', id, clientId, employeeId: viewer.employeeId, at: at.toISOString(), text };
      const evidence = await this.evidence.put(Buffer.from(JSON.stringify(original), 'utf8'));
      await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.see(tx, viewer, clientId);
        await this.interactions.insert(tx, {
          ...this.common(viewer, clientId, id, evidence, at),
          ...{ conversationId: thread?.id ?? null, channelId: null, medium: null, direction: 'internal' },
          ...{ kind: 'note', subject: '', header: {}, naturalKey: `note:${id}`, messageId: null },
        });
        await this.keepContent(tx, id, { text, html: null }, '', []);
        this.tell(tx, clientId, thread?.id ?? null, id, 'internal');
      });
    });
  }

  /** A repeated request finds what the first one wrote, also when both come at the same moment. */
  private async once(
    viewer: Viewer,
    clientId: ClientId,
    id: InteractionId,
    work: () => Promise<void>,
  ): Promise<InteractionView> {
    const before = await this.findWritten(viewer, clientId, id);
    if (before) return before;
    let failure: unknown = new Bug('interaction.not-written', { id });
    try {
      await work();
    } catch (error) {
      if (sqlStateOf(error) !== '23505' && !(error instanceof UploadAlreadyUsed)) throw error;
      failure = error;
    }
    // Looked at after the commit: only then does it have its number in the journal.
    const written = await this.findWritten(viewer, clientId, id);
    if (!written) throw failure;
    return written;
  }

  private findWritten(viewer: Viewer, clientId: ClientId, id: InteractionId): Promise<InteractionView | null> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.see(tx, viewer, clientId);
      const card = await this.repository.findClientOf(tx, id);
      if (card === null) return null;
      if (card !== clientId) throw new IdempotencyConflict();
      return this.timeline.viewOf(tx, viewer, id);
    });
  }

  /** Composes the letter straight into the evidence store, reading its facts on the way. */
  private async write(
    viewer: Viewer,
    plan: AnswerPlan,
    message: NewMessage & { automatic: boolean },
    id: InteractionId,
  ): Promise<WrittenLetter> {
    const { channel, conversation } = plan;
    const date = new Date();
    date.setUTCMilliseconds(0);
    const messageId = `<${id}@${channel.address.slice(channel.address.lastIndexOf('@') + 1)}>`;
    const company = plan.companyName ?? channel.settings.displayName;
    const source = composeLetter({
      messageId,
      date,
      from: { name: [viewer.name, company].filter(Boolean).join(', '), address: channel.address },
      replyTo: channel.settings.plusAddressing ? addressWithToken(channel.address, conversation.token) : null,
      to: plan.recipient,
      cc: plan.copies.filter((copy) => copy.visible).map((copy) => copy.recipient),
      subject: plan.subject,
      inReplyTo: plan.inReplyTo,
      references: plan.references,
      text: message.text,
      html: message.html ?? null,
      automatic: message.automatic,
      attachments: plan.uploads.map(({ name, type, sha256 }) => ({
        name,
        type,
        open: () => this.evidence.open(sha256),
      })),
    });
    const tap = new LetterTap();
    source.once('error', (error) => tap.destroy(error));
    const evidence = await this.evidence.put(source.pipe(tap));
    return { id, messageId, date, evidence, facts: tap.reader.finish(date) };
  }

  private async keep(
    tx: Tx,
    viewer: Viewer,
    clientId: ClientId,
    plan: AnswerPlan,
    letter: WrittenLetter,
    body: { text: string; html: string | null },
  ): Promise<void> {
    const { channel, conversation, uploads } = plan;
    const { id, messageId, date, evidence, facts } = letter;
    const ids = uploads.map((upload) => upload.id);
    if ((await this.repository.useUploads(tx, viewer, ids)) < ids.length) throw new UploadAlreadyUsed(ids);
    if (conversation.isNew) {
      await this.repository.openConversation(tx, { ...conversation, clientId, channelId: channel.id, at: date });
    }
    await this.interactions.insert(tx, {
      ...this.common(viewer, clientId, id, evidence, date),
      ...{
        conversationId: conversation.id,
        channelId: channel.id,
        medium: 'email',
        direction: 'outbound',
        kind: 'email',
      },
      ...{ subject: facts.header.subject, header: facts.header, messageId },
      naturalKey: letterNaturalKey(messageId, facts.contentDigest),
    });
    const files = uploads.map(({ name, type, size }, n) => ({
      n,
      name,
      type,
      size: Number(size),
      inline: false,
      contentId: null,
    }));
    await this.keepContent(tx, id, body, plan.subject, files);
    await this.repository.answered(tx, conversation.id, id, date);
    await this.deliver(tx, plan, letter);
    const details = { conversationId: conversation.id, channelId: channel.id, copies: plan.copies.length };
    this.audit.record(tx, viewer, 'message.sent', { clientId, subjectId: id, body: details });
    this.tell(tx, clientId, conversation.id, id, 'outbound');
  }

  /** One delivery for the client and one for each copy, all of the same bytes; a copy's envelope names nobody else. */
  private async deliver(tx: Tx, { channel, recipient, copies }: AnswerPlan, letter: WrittenLetter): Promise<void> {
    const made = (purpose: 'answer' | 'copy', to: string, ruleId: NewDelivery['ruleId']): NewDelivery => {
      return { id: uuidv7() as DeliveryId, channelId: channel.id, purpose, ruleId, recipient: to };
    };
    const deliveries = [
      made('answer', recipient, null),
      ...copies.map((copy) => made('copy', copy.recipient, copy.ruleId)),
    ];
    await this.repository.insertDeliveries(tx, letter.id, deliveries);
    const { id: interactionId, messageId, evidence, date: at } = letter;
    const from = channel.address;
    const order = ({ id, recipient: to, purpose }: NewDelivery): SendLetter => ({
      deliveryId: id,
      channelId: channel.id,
      envelope: { from, to: [to] },
      messageId,
      evidence,
      prependHeaders:
        purpose === 'copy'
          ? copyHeaders(this.masterKey, {
              interactionId,
              from,
              to,
              at,
              messageId: `<${id}${messageId.slice(messageId.lastIndexOf('@'))}`,
            })
          : [],
    });
    await this.outbox.addMany(tx, sendLetter, deliveries.map(order));
  }

  private common(viewer: Viewer, clientId: ClientId, id: InteractionId, evidence: EvidenceRef, at: Date) {
    const { sha256: evidenceSha256, size: evidenceSize } = evidence;
    const who = { employeeId: viewer.employeeId, flags: [], placedAt: null } satisfies Partial<NewInteraction>;
    return { ...who, id, clientId, occurredAt: at, capturedAt: new Date(), evidenceSha256, evidenceSize };
  }

  private async keepContent(
    tx: Tx,
    id: InteractionId,
    body: { text: string; html: string | null },
    subject: string,
    attachments: Parameters<AnsweringRepository['insertContent']>[2]['attachments'],
  ): Promise<void> {
    const words = [subject, body.text, ...attachments.map(({ name }) => name)].join('\n');
    const tsvector = tsvectorOf(lexemesOf(words));
    await this.repository.insertContent(tx, id, { ...sealContent(this.masterKey, body), attachments, tsvector });
  }

  private async see(tx: Tx, viewer: Viewer, id: ClientId): Promise<void> {
    if (!(await this.cards.find(tx, viewer, id))) throw new ClientNotFound(id);
  }

  private tell(
    tx: Tx,
    clientId: ClientId,
    conversationId: AnswerPlan['conversation']['id'] | null,
    interactionId: InteractionId,
    direction: 'outbound' | 'internal',
  ): void {
    const data = { clientId, conversationId, interactionId, direction };
    tx.afterCommit(() => this.live.publish({ event: 'interaction', data }, { clientId }));
  }
}

/**
 * From the key the id follows, so that the database itself refuses a second one (RFC 9562, version 8). Another person's same key
 * is another id.
 */
function idFor(viewer: Viewer, idempotencyKey: string | undefined): InteractionId {
  if (idempotencyKey === undefined) return uuidv7() as InteractionId;
  const bytes = createHash('sha256').update(`${viewer.employeeId}\n${idempotencyKey}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  ) as InteractionId;
}
