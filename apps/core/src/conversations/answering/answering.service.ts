import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  type ClientId,
  type ConversationId,
  type DeliveryId,
  type EvidenceRef,
  type InteractionId,
  type SendLetter,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { baseSubject, letterNaturalKey, LetterTap, type LetterFacts } from '#libs/letters';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { freely, OutgoingCheck, type Verdict } from '../../protection/bypass/outgoing-check.js';
import { addressWithToken } from '../conversation-token.js';
import { asMentions, Mentions } from '../mentions/mentions.js';
import type { InteractionView, NewMessage, NewNote } from '../interaction.view.js';
import { InteractionsRepository } from '../interactions.repository.js';
import { AnswerGate } from '../handling/answer-gate.js';
import { withSignature } from '../signatures/signature-words.js';
import { AnswerPlanner, type AnswerPlan } from './answer-plan.js';
import { ConversationNotFound, TextMissing } from './answering.errors.js';
import { AnsweringRepository, type NewDelivery } from './answering.repository.js';
import { bodyWords } from './clean-words.js';
import { composeLetter } from './compose-letter.js';
import { letterOrder } from './letter-order.js';
import { partsOf, type LetterPart } from './letter-parts.js';
import { interactionIdFor, interactionOfOurs, Writing } from './writing.js';

interface WrittenLetter {
  id: InteractionId;
  messageId: string;
  date: Date;
  evidence: EvidenceRef;
  facts: LetterFacts;
}

/** A file speaks for itself. */
const saysNothing = ({ text, attachmentIds }: NewMessage): boolean =>
  attachmentIds.length === 0 && bodyWords(text).trim() === '';

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
    private readonly writing: Writing,
    private readonly interactions: InteractionsRepository,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly check: OutgoingCheck,
    private readonly gate: AnswerGate,
    private readonly mentions: Mentions,
    private readonly audit: Audit,
  ) {}

  /**
   * @param automatic nobody wrote it: the letter says so, in the company's name, and whoever waits for an answer goes on waiting
   * @param inline by upload: under which Content-ID the HTML shows it
   * @throws ClientNotFound, TextMissing, IdempotencyConflict, UserError `protection.warned`, and what AnswerGate.pass and AnswerPlanner.plan throw
   */
  send(
    viewer: Viewer,
    clientId: ClientId,
    message: NewMessage,
    { automatic = false, inline = new Map() }: { automatic?: boolean; inline?: ReadonlyMap<string, string> } = {},
  ): Promise<InteractionView> {
    const text = bodyWords(message.text);
    if (saysNothing(message)) return Promise.reject(new TextMissing());
    const id = interactionIdFor(viewer, message.idempotencyKey);
    return this.writing.once(viewer, clientId, id, async () => {
      const { plan, verdict } = await this.judged(viewer, clientId, message, automatic);
      const said = { text, html: message.html ? bodyWords(message.html) : null };
      const body = withSignature(said, plan.signature);
      const parts = partsOf(plan, inline, body.html);
      const letter = await this.write(viewer, plan, { ...body, automatic, parts }, id);
      await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.writing.see(tx, viewer, clientId);
        if (!automatic) await this.gate.pass(tx, viewer, clientId, message);
        await this.keep(tx, viewer, clientId, plan, { ...letter, verdict, automatic, parts }, { ...body, words: text });
      });
    });
  }

  /** Whether it could go now; nothing is written. @returns the conversation that it would stand in; null: a new one. @throws as `send` */
  async judge(viewer: Viewer, clientId: ClientId, message: NewMessage): Promise<ConversationId | null> {
    if (saysNothing(message)) throw new TextMissing();
    const { conversation } = (await this.judged(viewer, clientId, message, false)).plan;
    return conversation.isNew ? null : conversation.id;
  }

  /** @throws ClientNotFound, ConversationNotFound, TextMissing, IdempotencyConflict, MentionedNotFound, MentionedDoNotSee, OpeningNotAllowed */
  note(viewer: Viewer, clientId: ClientId, note: Pick<NewNote, 'text'> & Partial<NewNote>): Promise<InteractionView> {
    const text = bodyWords(note.text).trim();
    if (text === '') return Promise.reject(new TextMissing());
    const id = interactionIdFor(viewer, note.idempotencyKey);
    return this.writing.once(viewer, clientId, id, async () => {
      const conversationId = (note.conversationId ?? null) as ConversationId | null;
      const mentioned = { text, mentions: note.mentions ?? [], openCard: note.openCard ?? false };
      const named = await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.writing.see(tx, viewer, clientId);
        if (conversationId !== null && !(await this.repository.isConversationOf(tx, clientId, conversationId)))
          throw new ConversationNotFound(conversationId);
        return this.mentions.judge(tx, viewer, clientId, mentioned);
      });
      const at = new Date();
      const mentions = asMentions(named);
      const original = {
        kind: 'note',
        id,
        clientId,
        employeeId: viewer.employeeId,
        at: at.toISOString(),
        text,
        ...(mentions.length === 0 ? {} : { mentions }),
      };
      const evidence = await this.evidence.put(Buffer.from(JSON.stringify(original), 'utf8'));
      await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.writing.see(tx, viewer, clientId);
        await this.interactions.insert(tx, {
          ...interactionOfOurs(viewer, clientId, id, evidence, at),
          ...{ conversationId, channelId: null, medium: null, direction: 'internal' },
          ...{
            kind: 'note',
            subject: '',
            header: mentions.length === 0 ? {} : { mentions },
            naturalKey: `note:${id}`,
            messageId: null,
          },
        });
        await this.writing.keepContents(tx, [
          { id, kind: 'note', body: { text, html: null }, subject: '', attachments: [] },
        ]);
        await this.mentions.tell(tx, viewer, { id, clientId, conversationId }, named);
        this.writing.tell(tx, clientId, conversationId, id, 'internal');
      });
    });
  }

  private async judged(
    viewer: Viewer,
    clientId: ClientId,
    message: NewMessage,
    automatic: boolean,
  ): Promise<{ plan: AnswerPlan; verdict: Verdict }> {
    const plan = await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.writing.see(tx, viewer, clientId);
      if (!automatic) await this.gate.pass(tx, viewer, clientId, message);
      // What a machine says stands for itself.
      return this.planner.plan(tx, viewer, clientId, automatic ? { ...message, signature: false } : message);
    });
    if (automatic) return { plan, verdict: freely };
    // Of the signature only what its employee wrote: a number of their own leads away as it would in the letter.
    const own = plan.signature?.ownWords ?? null;
    const words = [plan.subject, bodyWords(message.text), ...(own === null ? [] : [own])];
    const said = { words, html: message.html ?? null, files: plan.uploads };
    return { plan, verdict: await this.check.examine(viewer, clientId, said, message.confirmed === true) };
  }

  /** Composes the letter straight into the evidence store, reading its facts on the way. */
  private async write(
    viewer: Viewer,
    plan: AnswerPlan,
    message: { text: string; html: string | null; automatic: boolean; parts: readonly LetterPart[] },
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
      from: {
        name: [message.automatic ? '' : viewer.name, company].filter(Boolean).join(', '),
        address: channel.address,
      },
      replyTo: channel.settings.plusAddressing ? addressWithToken(channel.address, conversation.token) : null,
      to: plan.recipient,
      cc: plan.copies.filter((copy) => copy.visible).map((copy) => copy.recipient),
      subject: plan.subject,
      inReplyTo: plan.inReplyTo,
      references: plan.references,
      outlookThread: plan.outlookThread,
      text: message.text,
      html: message.html,
      automatic: message.automatic,
      attachments: message.parts.map(({ sha256, ...part }) => ({ ...part, open: () => this.evidence.open(sha256) })),
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
    letter: WrittenLetter & { verdict: Verdict; automatic: boolean; parts: readonly LetterPart[] },
    { words, ...body }: { text: string; html: string | null; words: string },
  ): Promise<void> {
    const { channel, conversation, uploads } = plan;
    const { id, messageId, date, evidence, facts, automatic, parts } = letter;
    await this.writing.useUploads(tx, viewer, uploads);
    if (conversation.isNew) {
      const { base } = baseSubject(conversation.subject);
      const opened = { ...conversation, clientId, baseSubject: base, channelId: channel.id, at: date };
      await this.repository.openConversation(tx, opened);
    }
    await this.repository.rememberOutlookThread(tx, plan.outlookThread, conversation.id);
    await this.interactions.insert(tx, {
      ...interactionOfOurs(viewer, clientId, id, evidence, date),
      ...{
        conversationId: conversation.id,
        channelId: channel.id,
        medium: 'email',
        direction: 'outbound',
        kind: 'email',
      },
      ...{ subject: facts.header.subject, header: facts.header, messageId, flags: automatic ? ['automatic'] : [] },
      naturalKey: letterNaturalKey(messageId, facts.contentDigest),
    });
    const files = parts.map(({ sha256: _, ...part }, n) => ({ n, ...part, inline: part.contentId !== null }));
    await this.writing.keepContents(tx, [
      { id, kind: 'email', body, words, subject: plan.subject, attachments: files },
    ]);
    const orders = await this.deliver(tx, plan, letter);
    await this.check.pass(tx, viewer, letter.verdict, { clientId, interactionId: id, medium: 'email', orders });
    // What waits for a head has answered nobody yet, and a machine never does; but a conversation has a last word.
    if (letter.verdict.is !== 'held' && (!automatic || conversation.isNew))
      await this.repository.answered(tx, conversation.id, id, date);
    const details = {
      conversationId: conversation.id,
      channelId: channel.id,
      copies: plan.copies.length,
      ...(automatic ? { automatic } : {}),
    };
    this.audit.record(tx, viewer, 'message.sent', { clientId, subjectId: id, body: details });
    this.writing.tell(tx, clientId, conversation.id, id, 'outbound');
  }

  /** One delivery for the client and one for each copy, all of the same bytes; a copy's envelope names nobody else. */
  private async deliver(
    tx: Tx,
    { channel, recipient, copies }: AnswerPlan,
    letter: WrittenLetter,
  ): Promise<SendLetter[]> {
    const made = (purpose: 'answer' | 'copy', to: string, ruleId: NewDelivery['ruleId']): NewDelivery => {
      return { id: uuidv7() as DeliveryId, channelId: channel.id, purpose, ruleId, recipient: to };
    };
    const deliveries = [
      made('answer', recipient, null),
      ...copies.map((copy) => made('copy', copy.recipient, copy.ruleId)),
    ];
    await this.repository.insertDeliveries(tx, letter.id, deliveries);
    const { id: interactionId, messageId, evidence, date: at } = letter;
    const order = (delivery: NewDelivery): SendLetter =>
      letterOrder(this.masterKey, { interactionId, messageId, evidence, from: channel.address }, delivery, at);
    return deliveries.map(order);
  }
}
