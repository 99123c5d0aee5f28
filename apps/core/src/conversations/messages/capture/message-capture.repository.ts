import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { WhatsappChannelSettings } from '../../../whatsapp/whatsapp-policy.js';
import type { ReadAttachment } from '../../interaction-content.js';
import type { MessageName } from '../message-changes.repository.js';
import type { MessageContent } from '../message-content.js';

export interface NumberOfOurs {
  readonly id: ChannelId;
  /** E.164. */
  readonly address: string;
  readonly settings: WhatsappChannelSettings;
}

/** What of a captured message is stored beside its interaction. */
export interface CapturedMessage extends MessageName, MessageContent {
  readonly interactionId: InteractionId;
  readonly chatId: string;
  readonly kind: string;
  readonly sentBy: 'client' | 'holder';
  readonly quotes: string | null;
  readonly sealedCards: Buffer | null;
  readonly attachments: readonly ReadAttachment[];
}

/** What capture of messages asks and writes; each is one statement for a whole batch. */
@Injectable()
export class MessageCaptureRepository {
  async numbers(tx: Tx, ids: readonly ChannelId[]): Promise<Map<ChannelId, NumberOfOurs>> {
    const rows = await tx.query<NumberOfOurs>(
      `select id, address, settings from channel where id = any ($1::uuid[]) and medium = 'whatsapp'`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async insertMessages(tx: Tx, messages: readonly CapturedMessage[]): Promise<void> {
    await tx.query(
      `insert into message (interaction_id, channel_id, provider_id, chat_id, kind, sent_by, quotes_provider_id, sealed_cards)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[])`,
      [
        ...[messages.map((m) => m.interactionId), messages.map((m) => m.channelId), messages.map((m) => m.providerId)],
        ...[messages.map((m) => m.chatId), messages.map((m) => m.kind), messages.map((m) => m.sentBy)],
        ...[messages.map((m) => m.quotes), messages.map((m) => m.sealedCards)],
      ],
    );
    await tx.query(
      `insert into interaction_content (interaction_id, sealed_text, snippet, lexemes, attachments)
       select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::tsvector[], $5::jsonb[])`,
      [
        ...[messages.map((m) => m.interactionId), messages.map((m) => m.sealedText), messages.map((m) => m.snippet)],
        ...[messages.map((m) => m.lexemes), messages.map((m) => JSON.stringify(m.attachments))],
      ],
    );
  }

  /**
   * What was just written into conversations that somebody else placed or merged meanwhile goes on where they do.
   * @returns where that is, of those that moved
   */
  async goOn(
    tx: Tx,
    ids: readonly InteractionId[],
  ): Promise<{ id: InteractionId; conversationId: ConversationId; clientId: ClientId | null }[]> {
    return tx.query(
      `update interaction i set conversation_id = kept.id, client_id = coalesce(i.client_id, kept.client_id),
         placed_at = case when i.client_id is null and kept.client_id is not null then now() else i.placed_at end
       from conversation v join conversation kept on kept.id = coalesce(v.merged_into, v.id)
       where i.id = any ($1::uuid[]) and v.id = i.conversation_id and not i.flags @> '{group-kept}'
         and (v.merged_into is not null or (i.client_id is null and kept.client_id is not null))
       returning i.id, i.conversation_id as "conversationId", i.client_id as "clientId"`,
      [ids],
    );
  }

  /** When the other side wrote last: the Cloud API's window of 24 hours counts from then. */
  async noteWindows(tx: Tx, windows: readonly { channelId: ChannelId; chatId: string; at: Date }[]): Promise<void> {
    if (windows.length === 0) return;
    await tx.query(
      `insert into whatsapp_window (channel_id, chat_id, last_inbound_at)
       select channel_id, chat_id, max(at) from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as given (channel_id, chat_id, at)
       group by channel_id, chat_id
       on conflict (channel_id, chat_id) do update set last_inbound_at = greatest(whatsapp_window.last_inbound_at, excluded.last_inbound_at)`,
      [windows.map((w) => w.channelId), windows.map((w) => w.chatId), windows.map((w) => w.at)],
    );
  }

  async noteOutbound(tx: Tx, channels: ReadonlyMap<ChannelId, Date>): Promise<void> {
    if (channels.size === 0) return;
    await tx.query(
      `update channel set last_outbound_at = given.at from unnest($1::uuid[], $2::timestamptz[]) as given (id, at)
       where channel.id = given.id and (last_outbound_at is null or last_outbound_at < given.at)`,
      [[...channels.keys()], [...channels.values()]],
    );
  }

  /** What completeness missed has come. */
  async notMissing(tx: Tx, names: readonly MessageName[]): Promise<void> {
    await tx.query(
      `delete from whatsapp_missing m using unnest($1::uuid[], $2::text[]) as given (channel_id, provider_id)
       where m.channel_id = given.channel_id and m.provider_id = given.provider_id`,
      [names.map((one) => one.channelId), names.map((one) => one.providerId)],
    );
  }
}
