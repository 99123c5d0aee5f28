import { Injectable } from '@nestjs/common';
import type {
  ChannelId,
  ClientId,
  ConversationId,
  DeliveryId,
  InteractionId,
  WhatsappId,
  WhatsappKind,
} from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface NewOutgoingMessage {
  readonly interactionId: InteractionId;
  readonly channelId: ChannelId;
  readonly chatId: WhatsappId;
  readonly kind: WhatsappKind;
  readonly quotes: string | null;
}

export interface NewWhatsappDelivery {
  readonly id: DeliveryId;
  readonly interactionId: InteractionId;
  readonly channelId: ChannelId;
  readonly chatId: WhatsappId;
  readonly act: 'message' | 'reaction' | 'edit' | 'revoke';
}

/** A message that another one of ours refers to. */
export interface ReferredMessage {
  readonly channelId: ChannelId;
  readonly chatId: WhatsappId;
  readonly conversationId: ConversationId | null;
  readonly providerId: string | null;
}

/** What answering by WhatsApp writes. */
@Injectable()
export class WhatsappAnsweringRepository {
  async message(tx: Tx, clientId: ClientId, id: string): Promise<ReferredMessage | null> {
    const [row] = await tx.query<ReferredMessage>(
      `select m.channel_id as "channelId", m.chat_id as "chatId", i.conversation_id as "conversationId", m.provider_id as "providerId"
       from message m join interaction i on i.id = m.interaction_id where i.id = $1 and i.client_id = $2`,
      [id, clientId],
    );
    return row ?? null;
  }

  /** Two who begin it at the same moment get the same one. */
  async openConversation(
    tx: Tx,
    chat: { id: ConversationId; clientId: ClientId; channelId: ChannelId; chatId: WhatsappId; token: string; at: Date },
  ): Promise<ConversationId> {
    await tx.query(
      `insert into conversation (id, client_id, medium, channel_id, counterpart, token, last_at)
       values ($1, $2, 'whatsapp', $3, $4, $5, $6)
       on conflict (channel_id, counterpart, client_id) where counterpart is not null do nothing`,
      [chat.id, chat.clientId, chat.channelId, chat.chatId, chat.token, chat.at],
    );
    const [row] = await tx.query<{ id: ConversationId }>(
      `select id from conversation where channel_id = $1 and counterpart = $2 and client_id = $3`,
      [chat.channelId, chat.chatId, chat.clientId],
    );
    return row!.id;
  }

  /**
   * What was just written into a conversation that somebody made part of another one meanwhile goes on in that one.
   * @returns in which it lies
   */
  async goOn(tx: Tx, id: ConversationId, messages: readonly InteractionId[]): Promise<ConversationId> {
    const [row] = await tx.query<{ id: ConversationId }>(
      `with kept as (select goes_on_as($1) as id), moved as (
         update interaction i set conversation_id = kept.id from kept where i.id = any ($2::uuid[]) and kept.id <> $1)
       select id from kept`,
      [id, messages],
    );
    return row!.id;
  }

  async insertMessages(tx: Tx, messages: readonly NewOutgoingMessage[]): Promise<void> {
    await tx.query(
      `insert into message (interaction_id, channel_id, chat_id, kind, sent_by, quotes_provider_id)
       select id, channel_id, chat_id, kind, 'employee', quotes
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[]) as given (id, channel_id, chat_id, kind, quotes)`,
      [
        messages.map((m) => m.interactionId),
        messages.map((m) => m.channelId),
        messages.map((m) => m.chatId),
        messages.map((m) => m.kind),
        messages.map((m) => m.quotes),
      ],
    );
  }

  async insertDeliveries(tx: Tx, deliveries: readonly NewWhatsappDelivery[]): Promise<void> {
    await tx.query(
      `insert into delivery (medium, purpose, id, interaction_id, channel_id, recipient, act)
       select 'whatsapp', 'answer', * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])`,
      [
        deliveries.map((d) => d.id),
        deliveries.map((d) => d.interactionId),
        deliveries.map((d) => d.channelId),
        deliveries.map((d) => d.chatId),
        deliveries.map((d) => d.act),
      ],
    );
  }
}
