import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ConversationId, WhatsappMessageReceived } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Bug, OperationalError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { newWords } from '../../../notifications/new-words.js';
import { Notices } from '../../../notifications/notices.js';
import { BypassRepository } from '../../../protection/bypass/bypass.repository.js';
import { LiveEvents } from '../../../realtime/live-events.js';
import { CaptureRepository } from '../../capture/capture.repository.js';
import { changesOf } from '../../capture/conversation-changes.js';
import { newConversationToken } from '../../conversation-token.js';
import { sealText } from '../../interaction-content.js';
import { InteractionsRepository, type NewInteraction } from '../../interactions.repository.js';
import { MessageChangesRepository, nameOf } from '../message-changes.repository.js';
import { MessageChanges } from '../message-changes.js';
import { messageContent } from '../message-content.js';
import { MessageMediaRepository } from '../message-media.repository.js';
import { PeopleRepository, type ChatConversation } from '../people/people.repository.js';
import { People } from '../people/people.js';
import type { Person } from '../people/unite.js';
import { interactionOf } from './message-facts-of.js';
import { MessageCaptureRepository, type CapturedMessage, type NumberOfOurs } from './message-capture.repository.js';
import { placeMessage, type KnownChats, type MessagePlace } from './message-placing.js';

type Numbers = ReadonlyMap<ChannelId, NumberOfOurs>;

interface Placed {
  readonly message: WhatsappMessageReceived;
  readonly place: MessagePlace;
  /** By policy on no card, and nobody's work. */
  readonly kept: boolean;
}

interface Captured {
  readonly message: WhatsappMessageReceived;
  readonly interaction: NewInteraction & { conversationId: ConversationId };
}

/**
 * Chat messages from the bus become interactions on cards; what the provider told is evidence already.
 * However many messages a batch has, the number of statements is the same.
 */
@Injectable()
export class MessageCaptureService {
  constructor(
    private readonly repository: MessageCaptureRepository,
    private readonly known: MessageChangesRepository,
    private readonly chats: PeopleRepository,
    private readonly people: People,
    private readonly interactions: InteractionsRepository,
    private readonly conversations: CaptureRepository,
    private readonly changes: MessageChanges,
    private readonly media: MessageMediaRepository,
    private readonly bypass: BypassRepository,
    private readonly notices: Notices,
    private readonly masterKey: MasterKey,
    private readonly live: LiveEvents,
  ) {}

  /** A message that is here already, ours from the page included, changes nothing. @throws OperationalError `capture.raced`; Bug `whatsapp.unknown-channel` */
  async store(tx: Tx, received: readonly WhatsappMessageReceived[]): Promise<void> {
    const now = new Date();
    const channels = [...new Set(received.map(({ channelId }) => channelId))];
    await this.known.lockNumbers(tx, channels);
    const numbers = await this.repository.numbers(tx, channels);
    const messages = await this.newOnes(tx, received, numbers);
    if (messages.length === 0) return;
    const placed = await this.placeAll(tx, messages, numbers);
    const conversations = await this.openAll(tx, placed, now);
    const planned = placed.map(({ message, place, kept }): Captured => {
      const conversationId = place.conversationId ?? conversations.get(keyOf(message.channelId, place))!;
      const ours = numbers.get(message.channelId)!.address;
      const where = { clientId: place.clientId, conversationId, kept };
      return { message, interaction: { ...interactionOf(message, where, ours, now), conversationId } };
    });
    const captured = await this.write(tx, planned);
    await this.notices.tell(
      tx,
      newWords(captured.filter((one) => !stepOf(one).automatic).map(({ interaction }) => interaction)),
    );
    tx.afterCommit(() => this.tell(captured));
  }

  private async newOnes(
    tx: Tx,
    received: readonly WhatsappMessageReceived[],
    numbers: Numbers,
  ): Promise<WhatsappMessageReceived[]> {
    const byName = new Map<string, WhatsappMessageReceived>();
    for (const message of received) {
      const number = numbers.get(message.channelId);
      if (!number) throw new Bug('whatsapp.unknown-channel', { channelId: message.channelId });
      // Switched off between its coming and now.
      if (message.chat.is === 'group' && number.settings.number.groups === 'ignore') continue;
      const name = nameOf({ channelId: message.channelId, providerId: message.messageId });
      if (!byName.has(name)) byName.set(name, message);
    }
    const here = await this.known.interactionsOf(tx, namesOf([...byName.values()]));
    return [...byName].filter(([name]) => !here.has(name)).map(([, message]) => message);
  }

  /** One after the other: a message may go on in a conversation that one before it in the batch begins. */
  private async placeAll(tx: Tx, messages: readonly WhatsappMessageReceived[], numbers: Numbers): Promise<Placed[]> {
    const parties = messages.flatMap(({ chat, author }) => [chat, ...(author ? [author] : [])]);
    const people = await this.people.learn(tx, parties);
    const ids = [...new Set([...people.values()].flatMap((person) => person.ids))];
    const groups = messages.filter(({ chat }) => chat.is === 'group').map(({ chat }) => chat.id);
    const cardsOf = await this.chats.cardsOf(tx, ids);
    const conversations = await this.chats.conversations(tx, [...new Set([...ids, ...groups])]);
    const known: KnownChats = { cardsOf, conversations };
    const remembered = new Map<string, MessagePlace>();
    const placed = messages.map((message): Placed => {
      const { kept, person, group } = writerOf(message, numbers, people);
      const place = placeMessage({ channelId: message.channelId, group, person }, known);
      if (place.remember !== null) remembered.set(place.remember, place);
      return { message, place, kept };
    });
    await this.people.remember(
      tx,
      [...remembered].map(([id, place]) => ({ clientId: place.clientId!, id })),
    );
    return placed;
  }

  /** @returns by channel, card and counterpart */
  private async openAll(tx: Tx, placed: readonly Placed[], now: Date): Promise<Map<string, ConversationId>> {
    const wanted = new Map<string, ChatConversation & { token: string; at: Date }>();
    for (const { message, place } of placed) {
      if (place.conversationId !== null) continue;
      const key = keyOf(message.channelId, place);
      if (wanted.has(key)) continue;
      const at = new Date(Math.min(Date.parse(message.sentAt), now.getTime()));
      wanted.set(key, {
        id: uuidv7() as ConversationId,
        ...{ channelId: message.channelId, clientId: place.clientId },
        ...{ counterpart: place.counterpart, token: newConversationToken(), at },
      });
    }
    const opened = await this.chats.open(tx, [...wanted.values()]);
    return new Map(opened.map((one) => [keyOf(one.channelId, one), one.id]));
  }

  /** @returns the same, with the conversations in which they lie in the end */
  private async write(tx: Tx, planned: readonly Captured[]): Promise<Captured[]> {
    const written = await this.interactions.insertAll(
      tx,
      planned.map(({ interaction }) => interaction),
    );
    if (written.size < planned.length) throw new OperationalError('capture.raced');
    const moved = new Map((await this.repository.goOn(tx, [...written])).map((one) => [one.id, one]));
    const captured = planned.map(({ message, interaction }): Captured => {
      return { message, interaction: { ...interaction, ...moved.get(interaction.id) } };
    });
    const messages = captured.map((one) => this.messageOf(one));
    await this.repository.insertMessages(tx, messages);
    await this.media.expect(
      tx,
      captured.flatMap(({ message: { content, channelId, messageId }, interaction }) =>
        content.media === null
          ? []
          : [{ ...content.media, id: uuidv7(), interactionId: interaction.id, channelId, providerId: messageId }],
      ),
    );
    await this.changes.joinEarly(tx, messages);
    await this.bypass.queue(tx, [...written]);
    await this.repository.notMissing(tx, messages);
    await this.conversations.moveConversations(tx, changesOf(captured.map(stepOf)));
    await this.conversations.noteInbound(tx, newest(captured, 'inbound'));
    await this.repository.noteOutbound(tx, newest(captured, 'outbound'));
    await this.repository.noteWindows(
      tx,
      captured
        .filter(({ message }) => message.direction === 'inbound' && message.chat.is === 'person')
        .map(({ message, interaction }) => ({
          ...{ channelId: message.channelId, chatId: message.chat.id, at: interaction.occurredAt },
        })),
    );
    return captured;
  }

  private messageOf({ message, interaction }: Captured): CapturedMessage {
    const { content, chat, author } = message;
    const cards = content.contacts.map(({ vcard }) => vcard);
    const found = [
      ...[author?.name, chat.name, content.location?.name],
      ...content.contacts.map(({ name }) => name),
      ...(content.poll?.options ?? []),
    ].filter((one) => one != null);
    return {
      interactionId: interaction.id,
      ...{ channelId: message.channelId, providerId: message.messageId },
      ...{ chatId: chat.id, kind: content.kind, quotes: message.quotes },
      sentBy: message.direction === 'inbound' ? 'client' : 'holder',
      ...messageContent(this.masterKey, content.text, found, [content.media?.name ?? []].flat()),
      sealedCards: cards.length === 0 ? null : sealText(this.masterKey, JSON.stringify(cards)),
      attachments: content.contacts.map(({ name, vcard }, n) => ({
        n: n + 1,
        ...{ name: `${name || 'contact'}.vcf`, type: 'text/vcard', size: Buffer.byteLength(vcard) },
        ...{ inline: false, contentId: null },
      })),
    };
  }

  /** What is from before the linking is no news. */
  private tell(captured: readonly Captured[]): void {
    const news = captured.filter(({ message }) => message.origin !== 'history');
    for (const { interaction } of news) {
      const { id: interactionId, clientId, conversationId, direction } = interaction;
      const data = { clientId, conversationId, interactionId, direction };
      if (clientId !== null) this.live.publish({ event: 'interaction', data }, { clientId });
    }
    if (captured.some(({ interaction: { clientId, flags } }) => clientId === null && !flags.includes('group-kept')))
      this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' });
  }
}

/** In a group the card is the writer's; what one of ours typed there, or all of it by policy, is kept on no card. */
function writerOf(
  { chat, author, channelId }: WhatsappMessageReceived,
  numbers: Numbers,
  people: ReadonlyMap<string, Person>,
): { kept: boolean; person: Person | null; group: string | null } {
  if (chat.is === 'person') return { kept: false, person: people.get(chat.id)!, group: null };
  const attach = numbers.get(channelId)!.settings.number.groups === 'attach';
  const person = attach && author !== null ? (people.get(author.id) ?? null) : null;
  return { kept: person === null, person, group: chat.id };
}

const keyOf = (
  channelId: ChannelId,
  { counterpart, clientId }: Pick<MessagePlace, 'counterpart' | 'clientId'>,
): string => `${channelId} ${clientId ?? '-'} ${counterpart}`;

const namesOf = (messages: readonly WhatsappMessageReceived[]) =>
  messages.map(({ channelId, messageId }) => ({ channelId, providerId: messageId }));

/** Nobody waits for an answer to what is old, or what WhatsApp itself says. */
const stepOf = ({ message, interaction }: Captured) => ({
  conversationId: interaction.conversationId,
  ...{ interactionId: interaction.id, direction: message.direction },
  occurredAt: interaction.occurredAt,
  automatic:
    message.origin === 'history' ||
    ['notice', 'call'].includes(message.content.kind) ||
    interaction.flags.includes('group-kept'),
});

function newest(captured: readonly Captured[], direction: 'inbound' | 'outbound'): Map<ChannelId, Date> {
  const found = new Map<ChannelId, Date>();
  for (const { message, interaction } of captured) {
    if (message.direction !== direction) continue;
    const before = found.get(message.channelId);
    if (!before || before < interaction.occurredAt) found.set(message.channelId, interaction.occurredAt);
  }
  return found;
}
