import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ClientId, ConversationId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { outlookThreadOf } from '#libs/letters';
import type { Viewer } from '../../access/viewer.js';
import { ContactPointNotFound } from '../../clients/clients.errors.js';
import { findEmail } from '../../clients/contact-point.js';
import { copiesFor, type Copy } from '../../routing/copies.js';
import { CopyPeopleRepository } from '../../routing/copy-people.repository.js';
import { CopyRulesRepository } from '../../routing/copy-rules.repository.js';
import { newConversationToken } from '../conversation-token.js';
import type { NewMessage } from '../interaction.view.js';
import { Signatures, type LetterSignature } from '../signatures/signatures.js';
import {
  ChannelCannotSend,
  ChannelRequired,
  ConversationNotFound,
  MessageTooLarge,
  NoAddress,
  SubjectMissing,
} from './answering.errors.js';
import {
  AnsweringRepository,
  type AnsweredConversation,
  type SendingChannel,
  type ThreadLetter,
  type UploadRow,
} from './answering.repository.js';
import { answerSubject, headerWords } from './clean-words.js';
import { answeringFrom } from './from-address.js';
import { Writing } from './writing.js';

/** All attachments of one message together, before they are encoded. */
export const messageLimitBytes = 25 * 1024 * 1024;
/** References beyond the first and the newest are of no use to any program, and long fields are refused by some. */
const mostReferences = 20;

/** Everything about an answer that is decided before a byte of it is written. */
export interface AnswerPlan {
  /** Its address is the one of its own that the letter comes from. */
  channel: SendingChannel;
  conversation: AnsweredConversation & { isNew: boolean };
  /** Normalised; always a contact point of the card. */
  recipient: string;
  subject: string;
  inReplyTo: string | null;
  references: string[];
  /** See `NewLetter.outlookThread`. */
  outlookThread: string;
  uploads: UploadRow[];
  copies: Copy[];
  companyName: string | null;
  /** null: the letter goes without one. */
  signature: LetterSignature | null;
}

/** Decides from which address, to which address, in which thread and with whose copies an answer goes. */
@Injectable()
export class AnswerPlanner {
  constructor(
    private readonly repository: AnsweringRepository,
    private readonly rules: CopyRulesRepository,
    private readonly people: CopyPeopleRepository,
    private readonly writing: Writing,
    private readonly signatures: Signatures,
  ) {}

  /**
   * The caller has made sure that the viewer may see the card.
   * @throws ConversationNotFound, ChannelRequired, ChannelCannotSend, ContactPointNotFound, NoAddress, SubjectMissing, UploadNotFound,
   *   UploadAlreadyUsed, MessageTooLarge
   */
  async plan(tx: Tx, viewer: Viewer, clientId: ClientId, message: NewMessage): Promise<AnswerPlan> {
    const { conversationId } = message;
    const known =
      conversationId === undefined ? null : await this.repository.conversation(tx, clientId, conversationId);
    if (conversationId !== undefined && known === null) throw new ConversationNotFound(conversationId);
    const subject = headerWords(message.subject ?? '') || (known ? answerSubject(known.subject) : '');
    if (subject === '') throw new SubjectMissing();
    const mailboxes = await this.repository.mailboxes(tx);
    const chosen = await this.channel(tx, clientId, mailboxes, message.channelId ?? known?.channelId ?? null);
    const letters = await this.repository.letters(tx, clientId, known?.id ?? null);
    const channel = answeringFrom(chosen, letters);
    const recipient = await this.recipient(tx, clientId, message.contactPointId ?? null, letters);
    const uploads = await this.writing.findUploads(tx, viewer, message.attachmentIds);
    if (uploads.reduce((sum, row) => sum + Number(row.size), 0) > messageLimitBytes)
      throw new MessageTooLarge(messageLimitBytes);
    const { company, email } = await this.repository.names(tx, viewer);
    const id = known?.id ?? (uuidv7() as ConversationId);
    const theirs = known ? letters.find(({ header }) => header.outlookThread !== undefined) : undefined;
    return {
      channel,
      conversation: known
        ? { ...known, isNew: false }
        : { id, channelId: channel.id, subject, token: newConversationToken(), isNew: true },
      recipient,
      subject,
      ...threadOf(known ? letters : []),
      outlookThread: theirs?.header.outlookThread ?? outlookThreadOf(id),
      uploads,
      copies: await this.copies(
        tx,
        clientId,
        channel,
        mailboxes,
        [email ?? '', channel.address.toLowerCase()],
        recipient,
      ),
      companyName: company,
      signature:
        message.signature === false
          ? null
          : await this.signatures.for(tx, viewer.employeeId, channel.id, { pictures: true }),
    };
  }

  /** The one that was asked for, else where the client was last in touch, else the only one that can send. */
  private async channel(
    tx: Tx,
    clientId: ClientId,
    mailboxes: readonly SendingChannel[],
    wanted: string | null,
  ): Promise<SendingChannel> {
    if (wanted !== null) {
      const channel = mailboxes.find(({ id }) => id === wanted);
      if (!channel) throw new ChannelCannotSend(wanted, 'not-found');
      if (!channel.enabled) throw new ChannelCannotSend(wanted, 'disabled');
      if (channel.settings.smtp === null) throw new ChannelCannotSend(wanted, 'no-smarthost');
      return channel;
    }
    const able = mailboxes.filter(({ enabled, settings }) => enabled && settings.smtp !== null);
    const last: ChannelId | null = await this.repository.lastChannel(tx, clientId);
    const channel = able.find(({ id }) => id === last) ?? (able.length === 1 ? able[0] : undefined);
    if (!channel) throw new ChannelRequired(able.length);
    return channel;
  }

  /** Only ever an address of the card: what a letter's Reply-To or From says counts where the card knows it. */
  private async recipient(
    tx: Tx,
    clientId: ClientId,
    contactPointId: string | null,
    letters: readonly ThreadLetter[],
  ): Promise<string> {
    const emails = (await this.repository.contacts(tx, clientId)).filter(({ kind }) => kind === 'email');
    if (contactPointId !== null) {
      const point = emails.find(({ id }) => id === contactPointId);
      if (!point) throw new ContactPointNotFound(contactPointId);
      return point.value;
    }
    const onCard = new Set(emails.map(({ value }) => value));
    const last = letters.find(({ direction }) => direction === 'inbound');
    const wrote = [...(last?.header.replyTo ?? []), ...(last?.header.from ?? [])].map(({ address }) =>
      findEmail(address),
    );
    const recipient = wrote.find((address) => address !== null && onCard.has(address)) ?? emails[0]?.value;
    if (recipient === undefined) throw new NoAddress();
    return recipient;
  }

  /**
   * A copy is visible only where the address is one of our people or lies at the channel's own domain; the client need not know of
   * any other.
   */
  private async copies(
    tx: Tx,
    clientId: ClientId,
    channel: SendingChannel,
    mailboxes: readonly SendingChannel[],
    senders: readonly string[],
    recipient: string,
  ): Promise<Copy[]> {
    const rules = await this.rules.rulesFor(tx, [channel.id], 'outbound');
    if (rules.length === 0) return [];
    const people = (await this.people.ofCards(tx, [clientId])).get(clientId) ?? { responsible: null, heads: [] };
    const own = new Set(
      mailboxes.flatMap(({ address, settings }) => [address, ...settings.aliases].map((a) => a.toLowerCase())),
    );
    const letter = { channelId: channel.id, direction: 'outbound', senders, addressed: [recipient] } as const;
    const copies = await this.people.withoutClients(tx, copiesFor(rules, letter, people, own));
    const colleagues = await this.repository.employeesAddresses(
      tx,
      copies.map((copy) => copy.recipient),
    );
    const domain = channel.address.slice(channel.address.lastIndexOf('@')).toLowerCase();
    return copies.map((copy) => ({
      ...copy,
      visible: copy.visible && (colleagues.has(copy.recipient) || copy.recipient.endsWith(domain)),
    }));
  }
}

/** RFC 5322 3.6.4: what is answered is the client's newest letter, or without one our own. */
function threadOf(letters: readonly ThreadLetter[]): { inReplyTo: string | null; references: string[] } {
  const named = letters.filter(({ messageId }) => messageId !== null);
  const parent = named.find(({ direction }) => direction === 'inbound') ?? named[0];
  if (!parent) return { inReplyTo: null, references: [] };
  const before = parent.header.references?.length ? parent.header.references : (parent.header.inReplyTo ?? []);
  const chain = [...new Set([...before, parent.messageId!])];
  const references = chain.length <= mostReferences ? chain : [chain[0]!, ...chain.slice(1 - mostReferences)];
  return { inReplyTo: parent.messageId, references };
}
