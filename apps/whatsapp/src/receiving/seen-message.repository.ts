import { Injectable } from '@nestjs/common';
import type { ChannelId, EvidenceRef, Sha256, WhatsappId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface SeenMessage {
  readonly messageId: string;
  readonly author: 'client' | 'holder' | 'ours';
  readonly chatId: WhatsappId;
  readonly sentAt: Date;
  readonly evidence: EvidenceRef;
  /** The sealed body of its event. */
  readonly told: Buffer;
}

/** Bodies for telling again are kept this long; that a message was seen is kept for ever. */
const toldForDays = 90;

@Injectable()
export class SeenMessageRepository {
  async known(tx: Tx, channelId: ChannelId, messageIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ message_id: string }>(
      'select message_id from seen_message where channel_id = $1 and message_id = any($2::text[])',
      [channelId, messageIds],
    );
    return new Set(rows.map((row) => row.message_id));
  }

  /** @returns which of them were new. Sorted, so that two batches that overlap wait for each other and never in a circle. */
  async insert(tx: Tx, channelId: ChannelId, messages: readonly SeenMessage[]): Promise<Set<string>> {
    const rows = await tx.query<{ message_id: string }>(
      `insert into seen_message (channel_id, message_id, author, chat_id, sent_at, evidence_sha256, evidence_size, told)
       select $1, message_id, author, chat_id, sent_at, sha256, size, told
       from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bigint[], $8::bytea[])
         as given (message_id, author, chat_id, sent_at, sha256, size, told) order by message_id
       on conflict do nothing returning message_id`,
      [
        channelId,
        messages.map((one) => one.messageId),
        messages.map((one) => one.author),
        messages.map((one) => one.chatId),
        messages.map((one) => one.sentAt),
        messages.map((one) => one.evidence.sha256),
        messages.map((one) => one.evidence.size),
        messages.map((one) => one.told),
      ],
    );
    return new Set(rows.map((row) => row.message_id));
  }

  async findTold(
    tx: Tx,
    channelId: ChannelId,
    messageIds: readonly string[],
  ): Promise<{ messageId: string; author: SeenMessage['author']; told: Buffer | null; evidence: EvidenceRef }[]> {
    const rows = await tx.query<{
      message_id: string;
      author: SeenMessage['author'];
      told: Buffer | null;
      evidence_sha256: Sha256;
      evidence_size: string;
    }>(
      `select message_id, author, told, evidence_sha256, evidence_size from seen_message
       where channel_id = $1 and message_id = any($2::text[]) order by sent_at, message_id`,
      [channelId, messageIds],
    );
    return rows.map((row) => ({
      messageId: row.message_id,
      author: row.author,
      told: row.told,
      evidence: { sha256: row.evidence_sha256, size: Number(row.evidence_size) },
    }));
  }

  /** Which of them our own sendings made: core knows those by their deliveries. */
  async madeByUs(tx: Tx, channelId: ChannelId, messageIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ message_id: string }>(
      `select message_id from seen_message where channel_id = $1 and message_id = any($2::text[]) and author = 'ours'
       union select message_id from delivery where channel_id = $1 and message_id = any($2::text[])`,
      [channelId, messageIds],
    );
    return new Set(rows.map((row) => row.message_id));
  }

  async setAuthor(tx: Tx, channelId: ChannelId, messageId: string, author: SeenMessage['author']): Promise<void> {
    await tx.query('update seen_message set author = $3 where channel_id = $1 and message_id = $2', [
      channelId,
      messageId,
      author,
    ]);
  }

  /** Bodies that core has long had. */
  async forgetTold(tx: Tx): Promise<void> {
    await tx.query(
      'update seen_message set told = null where told is not null and seen_at < now() - make_interval(days => $1)',
      [toldForDays],
    );
    await tx.query(
      'update seen_change set told = null where told is not null and seen_at < now() - make_interval(days => $1)',
      [toldForDays],
    );
  }

  /** The newest moment of each chat. Never back. */
  async moveCursors(tx: Tx, channelId: ChannelId, newest: ReadonlyMap<WhatsappId, Date>): Promise<void> {
    const sorted = [...newest].sort(([a], [b]) => (a < b ? -1 : 1));
    await tx.query(
      `insert into chat_cursor as known (channel_id, chat_id, newest_at)
       select $1, chat_id, newest_at from unnest($2::text[], $3::timestamptz[]) as given (chat_id, newest_at)
       on conflict (channel_id, chat_id) do update set newest_at = greatest(known.newest_at, excluded.newest_at)`,
      [channelId, sorted.map(([chatId]) => chatId), sorted.map(([, at]) => at)],
    );
  }

  async cursors(tx: Tx, channelId: ChannelId): Promise<Map<WhatsappId, Date>> {
    const rows = await tx.query<{ chat_id: WhatsappId; newest_at: Date }>(
      'select chat_id, newest_at from chat_cursor where channel_id = $1',
      [channelId],
    );
    return new Map(rows.map((row) => [row.chat_id, row.newest_at]));
  }
}
