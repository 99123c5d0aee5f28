import { Injectable } from '@nestjs/common';
import type {
  ChannelId,
  ClientId,
  ConversationId,
  CopyRuleId,
  DeliveryId,
  InteractionId,
  LetterHeader,
  MailboxSettings,
  Sha256,
} from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Viewer } from '../../access/viewer.js';
import type { KnownContact } from '../../access/masking.js';
import type { ReadAttachment, SealedContent } from '../interaction-content.js';

export interface SendingChannel {
  id: ChannelId;
  address: string;
  enabled: boolean;
  settings: MailboxSettings;
}

export interface AnsweredConversation {
  id: ConversationId;
  channelId: ChannelId | null;
  subject: string;
  token: string;
}

/** A letter of the conversation that an answer refers to. */
export interface ThreadLetter {
  direction: 'inbound' | 'outbound' | 'internal';
  messageId: string | null;
  header: Partial<LetterHeader>;
}

export interface UploadRow {
  id: string;
  sha256: Sha256;
  size: string;
  name: string;
  type: string;
  used: boolean;
}

export interface NewDelivery {
  id: DeliveryId;
  channelId: ChannelId;
  purpose: 'answer' | 'copy';
  ruleId: CopyRuleId | null;
  recipient: string;
}

export interface NewContent extends SealedContent {
  interactionId: InteractionId;
  attachments: readonly ReadAttachment[];
  tsvector: string;
}

/** What answering asks and writes. */
@Injectable()
export class AnsweringRepository {
  /** Also by the id of one that goes on in it. */
  async conversation(tx: Tx, clientId: ClientId, id: string): Promise<AnsweredConversation | null> {
    const rows = await tx.query<AnsweredConversation>(
      `select id, channel_id as "channelId", subject, token from conversation where id = core.goes_on_as($1) and client_id = $2 and medium = 'email'`,
      [id, clientId],
    );
    return rows[0] ?? null;
  }

  /** Of whatever medium: a note stands among letters, messages or calls. */
  async isConversationOf(tx: Tx, clientId: ClientId, id: ConversationId): Promise<boolean> {
    const rows = await tx.query(`select from conversation where id = $1 and client_id = $2`, [id, clientId]);
    return rows.length > 0;
  }

  /** The newest letters of the conversation, or without one of the whole card. */
  letters(tx: Tx, clientId: ClientId, conversationId: ConversationId | null): Promise<ThreadLetter[]> {
    return tx.query<ThreadLetter>(
      `select direction, message_id as "messageId", header from interaction
       where client_id = $1 and kind = 'email' ${conversationId === null ? '' : 'and conversation_id = $2'}
       order by occurred_at desc, id desc limit 20`,
      conversationId === null ? [clientId] : [clientId, conversationId],
    );
  }

  mailboxes(tx: Tx): Promise<SendingChannel[]> {
    return tx.query<SendingChannel>(
      `select id, address, enabled, settings from channel where medium = 'email' order by created_at, id`,
    );
  }

  /** On which mailbox the client was last in touch. */
  async lastChannel(tx: Tx, clientId: ClientId): Promise<ChannelId | null> {
    const rows = await tx.query<{ id: ChannelId }>(
      `select channel_id as id from conversation where client_id = $1 and medium = 'email' and channel_id is not null
       order by last_at desc, id desc limit 1`,
      [clientId],
    );
    return rows[0]?.id ?? null;
  }

  contacts(tx: Tx, clientId: ClientId): Promise<(KnownContact & { id: string })[]> {
    return tx.query(
      `select id, kind, value from contact_point where client_id = $1 order by is_primary desc, created_at, id`,
      [clientId],
    );
  }

  uploads(tx: Tx, viewer: Viewer, ids: readonly string[]): Promise<UploadRow[]> {
    return tx.query<UploadRow>(
      `select id, sha256, size, name, type, used_at is not null as used from upload where id = any ($1::uuid[]) and created_by = $2`,
      [ids, viewer.employeeId],
    );
  }

  /** Files of a message with which somebody else goes on. */
  async handOver(tx: Tx, ids: readonly string[], from: string, to: Viewer): Promise<void> {
    await tx.query(
      `update upload set created_by = $3 where id = any ($1::uuid[]) and created_by = $2 and used_at is null`,
      [ids, from, to.employeeId],
    );
  }

  /** @returns how many of them were still unused */
  async useUploads(tx: Tx, viewer: Viewer, ids: readonly string[]): Promise<number> {
    const rows = await tx.query(
      `update upload set used_at = now() where id = any ($1::uuid[]) and created_by = $2 and used_at is null returning id`,
      [ids, viewer.employeeId],
    );
    return rows.length;
  }

  async names(tx: Tx, viewer: Viewer): Promise<{ company: string | null; email: string | null }> {
    const rows = await tx.query<{ company: string | null; email: string | null }>(
      `select (select name from company) as company, (select email from employee where id = $1) as email`,
      [viewer.employeeId],
    );
    return rows[0]!;
  }

  async employeesAddresses(tx: Tx, addresses: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ email: string }>(`select email from employee where email = any ($1::text[])`, [
      addresses,
    ]);
    return new Set(rows.map((row) => row.email));
  }

  async findClientOf(tx: Tx, id: InteractionId): Promise<ClientId | null> {
    const rows = await tx.query<{ clientId: ClientId }>(
      `select client_id as "clientId" from interaction where id = $1`,
      [id],
    );
    return rows[0]?.clientId ?? null;
  }

  async openConversation(
    tx: Tx,
    conversation: {
      id: ConversationId;
      clientId: ClientId;
      channelId: ChannelId;
      subject: string;
      baseSubject: string;
      token: string;
      at: Date;
    },
  ): Promise<void> {
    await tx.query(
      `insert into conversation (id, client_id, medium, channel_id, subject, base_subject, token, last_at)
       values ($1, $2, 'email', $3, $4, $5, $6, $7)`,
      [
        conversation.id,
        conversation.clientId,
        conversation.channelId,
        conversation.subject,
        conversation.baseSubject,
        conversation.token,
        conversation.at,
      ],
    );
  }

  /** Outlook's answers to what we wrote name this thread. */
  async rememberOutlookThread(tx: Tx, thread: string, id: ConversationId): Promise<void> {
    await tx.query(`insert into outlook_thread (thread, conversation_id) values ($1, $2) on conflict do nothing`, [
      thread,
      id,
    ]);
  }

  /** The last word is ours: nobody waits any longer. A letter that came in the meantime with a later date stays the last one. */
  async answered(tx: Tx, id: ConversationId, interactionId: InteractionId, at: Date): Promise<void> {
    await tx.query(
      `update conversation set waiting_since = case when waiting_since > $3 then waiting_since end,
         last_interaction_id = case when last_interaction_id is null or last_at <= $3 then $2 else last_interaction_id end,
         last_direction = case when last_interaction_id is null or last_at <= $3 then 'outbound' else last_direction end,
         last_at = greatest(last_at, $3) where id = $1`,
      [id, interactionId, at],
    );
  }

  /** One statement for all of them. */
  async insertContents(tx: Tx, contents: readonly NewContent[]): Promise<void> {
    await tx.query(
      `insert into interaction_content (interaction_id, sealed_text, sealed_start, sealed_html, snippet, attachments, lexemes)
       select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::jsonb[], $7::tsvector[])`,
      [
        contents.map((c) => c.interactionId),
        contents.map((c) => c.sealedText),
        contents.map((c) => c.sealedStart),
        contents.map((c) => c.sealedHtml),
        contents.map((c) => c.snippet),
        contents.map((c) => JSON.stringify(c.attachments)),
        contents.map((c) => c.tsvector),
      ],
    );
  }

  async insertDeliveries(tx: Tx, interactionId: InteractionId, deliveries: readonly NewDelivery[]): Promise<void> {
    await tx.query(
      `insert into delivery (interaction_id, id, channel_id, purpose, copy_rule_id, recipient)
       select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[])`,
      [
        interactionId,
        deliveries.map((d) => d.id),
        deliveries.map((d) => d.channelId),
        deliveries.map((d) => d.purpose),
        deliveries.map((d) => d.ruleId),
        deliveries.map((d) => d.recipient),
      ],
    );
  }
}
