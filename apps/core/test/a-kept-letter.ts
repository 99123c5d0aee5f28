import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { ConversationId, InteractionId, LetterHeader } from '#libs/contracts';
import { aMasterKey, type SavedChannel, type SavedClient, type TestDatabase } from '#libs/testing';
import { newConversationToken } from '../src/conversations/conversation-token.js';
import { sealContent } from '../src/conversations/interaction-content.js';
import { searchWords } from '../src/search/lexemes.js';

export interface SavedLetter {
  readonly id: InteractionId;
  readonly conversationId: ConversationId;
  readonly messageId: string;
}

/** A letter as capture and reading left it: `aKeptLetter('ada@example.test', 'Offer').on(card).through(office).saying('…').saved(db)`. */
export class KeptLetterBuilder {
  private card: SavedClient | null = null;
  private channel: SavedChannel | null = null;
  private conversation: ConversationId | null = null;
  private text = 'Good day';
  private html: string | null = null;
  private at = new Date();
  private direction: 'inbound' | 'outbound' = 'inbound';
  private read = true;
  private original: { sha256: string; size: number } | null = null;
  private attachments: { name: string; type: string }[] = [];
  private readonly header: LetterHeader;

  constructor(
    from: string,
    private readonly subject: string,
  ) {
    const [, name = '', address = from] = /^(.*) <(.*)>$/.exec(from) ?? [];
    this.header = {
      ...{
        messageId: `<${uuidv7()}@example.test>`,
        from: [{ name, address }],
        replyTo: [],
        cc: [],
        subject,
        date: null,
      },
      ...{ to: [{ name: '', address: 'office@company.test' }], inReplyTo: [], references: [], deliveredTo: [] },
      ...{ contentType: null, autoSubmitted: null, listId: null, copyMark: null },
    };
  }

  on(card: SavedClient): this {
    this.card = card;
    return this;
  }
  through(channel: SavedChannel): this {
    this.channel = channel;
    return this;
  }
  inConversationOf(letter: SavedLetter): this {
    this.conversation = letter.conversationId;
    this.header.inReplyTo = [letter.messageId];
    this.header.references = [letter.messageId];
    return this;
  }
  answering(...ids: string[]): this {
    this.header.references = ids;
    return this;
  }
  replyTo(address: string): this {
    this.header.replyTo = [{ name: '', address }];
    return this;
  }
  to(address: string): this {
    this.header.to = [{ name: '', address }];
    return this;
  }
  sentByUs(): this {
    this.direction = 'outbound';
    return this;
  }
  saying(text: string, html: string | null = null): this {
    this.text = text;
    this.html = html;
    return this;
  }
  withAttachment(name: string, type = 'application/pdf'): this {
    this.attachments.push({ name, type });
    return this;
  }
  keptAs(original: { sha256: string; size: number }): this {
    this.original = original;
    return this;
  }
  unread(): this {
    this.read = false;
    return this;
  }
  daysAgo(days: number): this {
    this.at = new Date(Date.now() - days * 86_400_000);
    return this;
  }

  async saved(db: TestDatabase): Promise<SavedLetter> {
    const id = uuidv7() as InteractionId;
    const conversationId = this.conversation ?? (uuidv7() as ConversationId);
    const waits = this.direction === 'inbound' ? this.at : null;
    await db.query(
      `insert into core.conversation (id, client_id, medium, channel_id, subject, token, last_at, last_interaction_id, last_direction, waiting_since)
       values ($1, $2, 'email', $3, $4, $5, $6, $7, $8, $9)
       on conflict (id) do update set last_at = $6, last_interaction_id = $7, last_direction = $8, waiting_since = $9`,
      [
        conversationId,
        this.card?.id,
        this.channel?.id,
        this.subject,
        newConversationToken(),
        this.at,
        id,
        this.direction,
        waits,
      ],
    );
    const { sha256, size } = this.original ?? { sha256: createHash('sha256').update(id).digest('hex'), size: 1 };
    await db.query(
      `insert into core.interaction (id, client_id, conversation_id, channel_id, medium, direction, kind, occurred_at, captured_at, subject, header,
         natural_key, message_id, evidence_sha256, evidence_size, facts_sha256)
       values ($1, $2, $3, $4, 'email', $5, 'email', $6, $6, $7, $8, $9, $10, $11, $12, '')`,
      [
        ...[id, this.card?.id, conversationId, this.channel?.id, this.direction, this.at, this.subject, this.header],
        ...[`email:${id}`, this.header.messageId, sha256, size],
      ],
    );
    if (this.read) await this.saveContent(db, id);
    return { id, conversationId, messageId: this.header.messageId! };
  }

  private async saveContent(db: TestDatabase, id: InteractionId): Promise<void> {
    const body = { text: this.text, html: this.html };
    const { sealedText, sealedStart, sealedHtml, snippet } = sealContent(aMasterKey(), body, 'email');
    const files = this.attachments.map((file, n) => ({ n, ...file, size: 1, inline: false, contentId: null }));
    const lexemes = searchWords({ texts: [this.subject, this.text], files: files.map(({ name }) => name) });
    await db.query(
      `insert into core.interaction_content (interaction_id, sealed_text, sealed_start, sealed_html, snippet, attachments, lexemes)
       values ($1, $2, $3, $4, $5, $6, $7::tsvector)`,
      [id, sealedText, sealedStart, sealedHtml, snippet, JSON.stringify(files), lexemes],
    );
  }
}

export const aKeptLetter = (from = 'ada@example.test', subject = 'Offer'): KeptLetterBuilder =>
  new KeptLetterBuilder(from, subject);
