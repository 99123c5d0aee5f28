import { Injectable } from '@nestjs/common';
import { markWhatsappRead, showWhatsappTyping, type ClientId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { OperationalError } from '#libs/errors';
import { Bus, Outbox } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import { ConversationNotFound } from '../answering.errors.js';
import { signatureOf } from '../whatsapp/signature.js';
import { WhatsappReachRepository, type OwnWhatsapp } from '../whatsapp/whatsapp-reach.repository.js';
import { canSend, windowOf } from '../whatsapp/whatsapp-window.js';
import { Writing } from '../writing.js';
import { ChatRepository, type OpenChat } from './chat.repository.js';
import type { ReachView, Typing } from './reach.view.js';

/** Chats of which it is remembered how far they were seen: no more than people have open. */
const remembered = 5_000;

/** What stands around a chat: how the client is reached, that somebody types, that something was seen. */
@Injectable()
export class ChatService {
  /** By conversation, the message up to which WhatsApp was told. */
  private readonly seenUpTo = new Map<string, string>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ChatRepository,
    private readonly reachable: WhatsappReachRepository,
    private readonly writing: Writing,
    private readonly bus: Bus,
    private readonly outbox: Outbox,
  ) {}

  /** @throws ClientNotFound */
  reach(viewer: Viewer, clientId: ClientId): Promise<ReachView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.writing.see(tx, viewer, clientId);
      const answersOn = await this.repository.answersOn(tx, clientId);
      return { answersOn, whatsapp: await this.numbers(tx, viewer, clientId) };
    });
  }

  /** Best effort: who is typing is not worth an error. @throws ConversationNotFound */
  async typing(viewer: Viewer, conversationId: string, { is }: Typing): Promise<void> {
    const { channelId, chatId, ...number } = await this.uow.as(scopeOf(viewer), (tx) => this.chat(tx, conversationId));
    if (!canSend(number)) return;
    try {
      await this.bus.ask(showWhatsappTyping, { channelId, chatId, is });
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error;
    }
  }

  /**
   * The client's ticks turn blue where the number's settings say so, and only when it was seen by whoever is responsible: a head who looks in
   * has not read it in the client's eyes.
   * @throws ConversationNotFound
   */
  seen(viewer: Viewer, conversationId: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const { settings, newestId, channelId, chatId, responsibleId } = await this.chat(tx, conversationId);
      const theirs = responsibleId === null || responsibleId === viewer.employeeId;
      if (!settings.number.markRead || !theirs || newestId === null) return;
      if (this.seenUpTo.get(conversationId) === newestId) return;
      await this.outbox.add(tx, markWhatsappRead, { channelId, chatId, messageId: newestId });
      tx.afterCommit(() => this.remember(conversationId, newestId));
    });
  }

  private async numbers(tx: Tx, viewer: Viewer, clientId: ClientId): Promise<ReachView['whatsapp']> {
    const [numbers, chats, contacts] = await Promise.all([
      this.reachable.numbers(tx, clientId),
      this.reachable.chats(tx, clientId),
      this.reachable.contacts(tx, clientId),
    ]);
    if (chats.length === 0 && contacts.length === 0) return [];
    const aliases = await this.reachable.aliases(
      tx,
      [...chats, ...contacts].map(({ chatId }) => chatId),
    );
    const enabled = numbers.filter((number) => number.enabled);
    const ways = enabled.map((number) => {
      const chat = chats.find(({ channelId }) => channelId === number.id) ?? null;
      const chatId = (chat ?? chats[0] ?? contacts[0])!.chatId;
      return { number, chat, ids: aliases(chatId) };
    });
    const lastInbound = await this.reachable.lastInbounds(
      tx,
      ways.map(({ number, ids }) => ({ channelId: number.id, ids })),
    );
    const views = ways.map(({ number, chat, ids }, n) => {
      const { driver } = number.settings.number;
      const { closesAt, open } = windowOf(driver, lastInbound[n]!, new Date());
      const view: ReachView['whatsapp'][number] = {
        channelId: number.id,
        ...{ name: number.name, driver, state: number.state, canSend: canSend(number) },
        contactPointId: contacts.find((contact) => ids.has(contact.chatId))?.id ?? null,
        conversationId: chat?.id ?? null,
        ...{ windowClosesAt: closesAt?.toISOString() ?? null, windowOpen: open },
        sign: signatureOf(number.settings.policy, viewer.name),
        voiceNotes: number.settings.policy.voiceNotes,
      };
      return {
        view,
        order: placeOf(
          number,
          chats.findIndex(({ channelId }) => channelId === number.id),
        ),
      };
    });
    return views.toSorted((a, b) => a.order - b.order).map(({ view }) => view);
  }

  private async chat(tx: Tx, conversationId: string): Promise<OpenChat> {
    const chat = await this.repository.find(tx, conversationId);
    if (!chat) throw new ConversationNotFound(conversationId);
    return chat;
  }

  private remember(conversationId: string, messageId: string): void {
    this.seenUpTo.delete(conversationId);
    this.seenUpTo.set(conversationId, messageId);
    const [oldest] = this.seenUpTo.keys();
    if (this.seenUpTo.size > remembered) this.seenUpTo.delete(oldest!);
  }
}

/** As the planner chooses: the last contact's, the team's, the others; those that cannot send at the end. @param chat -1: none */
function placeOf(number: OwnWhatsapp, chat: number): number {
  if (!canSend(number)) return 1_000;
  if (chat >= 0) return chat;
  return number.ofTeam ? 100 : 200;
}
