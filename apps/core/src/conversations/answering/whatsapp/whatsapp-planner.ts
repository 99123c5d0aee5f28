import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ClientId, ConversationId, WhatsappId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Viewer } from '../../../access/viewer.js';
import { ContactPointNotFound } from '../../../clients/clients.errors.js';
import { WhatsappTemplates } from '../../../whatsapp/templates/whatsapp-templates.js';
import type { NewMessage } from '../../interaction.view.js';
import { ChannelCannotSend, ConversationNotFound, TextMissing } from '../answering.errors.js';
import { Writing } from '../writing.js';
import { partsOf, type OutgoingPart } from './outgoing-parts.js';
import { signatureOf, signed } from './signature.js';
import { filledTemplate, type FilledTemplate } from './template-text.js';
import { WhatsappAnsweringRepository } from './whatsapp-answering.repository.js';
import {
  MessageNotThere,
  NoWhatsappContact,
  NoWhatsappNumber,
  NumberNotLinked,
  TemplateNotAlone,
  TemplateUnknown,
  VoiceNotesRefused,
  WindowClosed,
} from './whatsapp-answering.errors.js';
import { WhatsappReachRepository, type KnownChat, type OwnWhatsapp } from './whatsapp-reach.repository.js';
import { canSend, windowOf } from './whatsapp-window.js';

/** By which number and in which chat: everything that does not depend on what is said. */
export interface WhatsappWay {
  readonly number: OwnWhatsapp;
  readonly conversation: { readonly id: ConversationId; readonly isNew: boolean };
  readonly chatId: WhatsappId;
  /** All ids of whoever is in the chat. */
  readonly ids: ReadonlySet<string>;
  /** The number has never been in touch with them. */
  readonly newChat: boolean;
  /** null: they never wrote to this number. */
  readonly lastInboundAt: Date | null;
}

export interface WhatsappPlan extends WhatsappWay {
  readonly parts: readonly OutgoingPart[];
  readonly template: FilledTemplate | null;
  /** The provider's id of what is answered. */
  readonly quotes: string | null;
}

/** Decides by which of our numbers, in which chat and in how many messages an answer goes. The caller has made sure that the card may be seen. */
@Injectable()
export class WhatsappPlanner {
  constructor(
    private readonly reach: WhatsappReachRepository,
    private readonly repository: WhatsappAnsweringRepository,
    private readonly templates: WhatsappTemplates,
    private readonly writing: Writing,
  ) {}

  /**
   * @param text clean already
   * @throws as `way`, and TextMissing, WindowClosed, TemplateNotAlone, VoiceNotesRefused, MessageNotThere, UploadNotFound, UploadAlreadyUsed,
   *   and what `partsOf` throws
   */
  async plan(
    tx: Tx,
    viewer: Viewer,
    clientId: ClientId,
    message: NewMessage,
    said: { text: string; template: FilledTemplate | null; signs: boolean },
  ): Promise<WhatsappPlan> {
    const way = await this.way(tx, clientId, message);
    const { number } = way;
    const uploads = await this.writing.findUploads(tx, viewer, message.attachmentIds);
    const quotes = message.quotes === undefined ? null : await this.quoted(tx, clientId, way, message.quotes);
    const what = { ...way, quotes };
    if (said.template !== null) {
      if (said.text !== '' || uploads.length > 0) throw new TemplateNotAlone();
      return { ...what, template: said.template, parts: [{ is: 'text', text: said.template.text }] };
    }
    if (said.text.trim() === '' && uploads.length === 0) throw new TextMissing();
    if (message.voice && !number.settings.policy.voiceNotes) throw new VoiceNotesRefused();
    const { closesAt, open } = windowOf(number.settings.number.driver, way.lastInboundAt, new Date());
    if (!open) throw new WindowClosed(closesAt);
    const signs = said.signs && message.voice !== true;
    const signature = signs ? signatureOf(number.settings.policy, viewer.name) : null;
    const parts = partsOf({
      driver: number.settings.number.driver,
      text: signed(said.text, signature),
      uploads,
      voice: message.voice === true,
    });
    return { ...what, template: null, parts };
  }

  /** Asked before any transaction is open: the provider may take its time. @throws TemplateUnknown, TemplateVariablesWrong, what the role throws */
  async template(channelId: ChannelId, wish: NonNullable<NewMessage['template']>): Promise<FilledTemplate> {
    return filledTemplate(await this.templates.of(channelId), wish);
  }

  /**
   * @throws NoWhatsappNumber, NumberNotLinked, ChannelCannotSend, ConversationNotFound, ContactPointNotFound, NoWhatsappContact
   */
  async way(
    tx: Tx,
    clientId: ClientId,
    wish: Pick<NewMessage, 'channelId' | 'conversationId' | 'contactPointId' | 'template'>,
  ): Promise<WhatsappWay> {
    const [numbers, chats, contacts] = await Promise.all([
      this.reach.numbers(tx, clientId),
      this.reach.chats(tx, clientId),
      this.reach.contacts(tx, clientId),
    ]);
    const named = await this.named(tx, clientId, wish.conversationId);
    const number = numberFor(numbers, wish.channelId ?? named?.channelId ?? null, chats, wish.template);
    const point = wish.contactPointId && contacts.find(({ id }) => id === wish.contactPointId);
    if (wish.contactPointId && !point) throw new ContactPointNotFound(wish.contactPointId);
    const here = named?.channelId === number.id ? named : null;
    // A person is written to by another number of ours as well; a group knows only its own.
    if (named && !here && isGroup(named.chatId)) throw new ConversationNotFound(named.id);
    const chatId =
      here?.chatId ?? (point || null)?.chatId ?? named?.chatId ?? chats[0]?.chatId ?? contacts[0]?.chatId ?? null;
    if (chatId === null) throw new NoWhatsappContact();
    const ids = (await this.reach.aliases(tx, [chatId]))(chatId);
    const known = here ?? chats.find((chat) => chat.channelId === number.id && ids.has(chat.chatId)) ?? null;
    const lastInboundAt = await this.reach.lastInbound(tx, number.id, ids);
    return {
      number,
      ...{ ids, lastInboundAt, chatId: known?.chatId ?? chatId },
      conversation: known ? { id: known.id, isNew: false } : { id: uuidv7() as ConversationId, isNew: true },
      newChat: known === null && lastInboundAt === null,
    };
  }

  private async named(tx: Tx, clientId: ClientId, id: string | undefined): Promise<KnownChat | null> {
    if (id === undefined) return null;
    const chat = await this.reach.chat(tx, clientId, id);
    if (!chat) throw new ConversationNotFound(id);
    return chat;
  }

  private async quoted(tx: Tx, clientId: ClientId, way: WhatsappWay, id: string): Promise<string> {
    const message = await this.repository.message(tx, clientId, id);
    const there =
      message !== null && message.channelId === way.number.id && message.conversationId === way.conversation.id;
    if (!there || message.providerId === null) throw new MessageNotThere(id);
    return message.providerId;
  }
}

const isGroup = (id: WhatsappId) => id.endsWith('@g.us');

/** The wanted one; else that of the client's last contact, the team's, the first that can send. */
function numberFor(
  numbers: readonly OwnWhatsapp[],
  wanted: string | null,
  chats: readonly KnownChat[],
  template: NewMessage['template'],
): OwnWhatsapp {
  const lacks = ({ settings }: OwnWhatsapp) => template !== undefined && settings.number.driver !== 'cloud';
  if (wanted !== null) {
    const number = numbers.find(({ id }) => id === wanted);
    if (!number) throw new ChannelCannotSend(wanted, 'not-found');
    if (!number.enabled) throw new ChannelCannotSend(wanted, 'disabled');
    if (!canSend(number)) throw new NumberNotLinked(wanted);
    if (template && lacks(number)) throw new TemplateUnknown(template.name, template.language);
    return number;
  }
  const able = numbers.filter((one) => canSend(one) && !lacks(one));
  const lastWith = chats.map(({ channelId }) => able.find(({ id }) => id === channelId)).find(Boolean);
  const number = lastWith ?? able.find(({ ofTeam }) => ofTeam) ?? able[0];
  if (!number) throw new NoWhatsappNumber();
  return number;
}
