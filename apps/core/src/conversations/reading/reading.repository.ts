import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, InteractionId, LetterHeader, Sha256 } from '#libs/contracts';
import { isDue, type Tx } from '#libs/database';
import type { ReadContent } from './reading-task.js';

/** An original that waits for its full reading, with what its interaction knows already. */
export interface WaitingOriginal {
  /** Position in the queue. */
  seq: string;
  attempts: number;
  interactionId: InteractionId;
  sha256: Sha256;
  subject: string;
  header: Partial<LetterHeader>;
  clientId: ClientId | null;
  conversationId: ConversationId | null;
  direction: 'inbound' | 'outbound' | 'internal';
  flags: string[];
  /** The company's. */
  country: string | null;
}

@Injectable()
export class ReadingRepository {
  /** The next ones behind `after`, oldest first. Nothing is locked: there is one reader, and reading twice changes nothing. */
  waiting(tx: Tx, after: string, limit: number): Promise<WaitingOriginal[]> {
    return tx.query<WaitingOriginal>(
      `select q.seq, q.attempts, i.id as "interactionId", i.evidence_sha256 as sha256, i.subject, i.header, i.client_id as "clientId",
         i.conversation_id as "conversationId", i.direction, i.flags, (select default_country from company) as country
       from reading_queue q join interaction i on i.id = q.interaction_id
       where q.seq > $1 and ${isDue('q')} order by q.seq limit $2`,
      [after, limit],
    );
  }

  async store(tx: Tx, read: readonly { interactionId: InteractionId; content: ReadContent }[]): Promise<void> {
    const ids = read.map(({ interactionId }) => interactionId);
    await tx.query(
      `insert into interaction_content (interaction_id, sealed_text, sealed_start, sealed_html, snippet, attachments, lexemes, problem)
       select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::jsonb[], $7::tsvector[], $8::text[])
       on conflict (interaction_id) do update set sealed_text = excluded.sealed_text, sealed_start = excluded.sealed_start, sealed_html = excluded.sealed_html,
         snippet = excluded.snippet, attachments = excluded.attachments, lexemes = excluded.lexemes, problem = excluded.problem, read_at = now()`,
      [
        ids,
        read.map(({ content }) => bytes(content.sealedText)),
        read.map(({ content }) => bytes(content.sealedStart)),
        read.map(({ content }) => bytes(content.sealedHtml)),
        read.map(({ content }) => bytes(content.snippet)),
        read.map(({ content }) => content.attachments),
        read.map(({ content }) => content.lexemes),
        read.map(({ content }) => content.problem),
      ],
    );
    await this.storeNumbers(tx, read);
    // What was written in the page was looked through before it went, and old letters of a mailbox that is being filled in are history.
    await tx.query(
      `with read as (delete from reading_queue where interaction_id = any ($1::uuid[]))
       insert into bypass_queue (interaction_id) select id from interaction
       where id = any ($1::uuid[]) and (employee_id is null or 'mail-program' = any (flags)) and occurred_at > now() - interval '30 days' on conflict do nothing`,
      [ids],
    );
  }

  private async storeNumbers(
    tx: Tx,
    read: readonly { interactionId: InteractionId; content: ReadContent }[],
  ): Promise<void> {
    const found = read.flatMap(({ interactionId, content }) =>
      content.numbers.map((number) => ({ interactionId, number })),
    );
    if (found.length === 0) return;
    await tx.query(
      `insert into written_number (number, interaction_id) select * from unnest($1::text[], $2::uuid[]) on conflict do nothing`,
      [found.map(({ number }) => number), found.map(({ interactionId }) => interactionId)],
    );
  }

  /** The evidence store is away: each waits twice as long as before, up to a quarter of an hour. */
  async postpone(tx: Tx, ids: readonly InteractionId[]): Promise<void> {
    await tx.query(
      `update reading_queue set attempts = attempts + 1, due_at = now() + least(interval '15 minutes', interval '1 second' * 2 ^ least(attempts, 12))
       where interaction_id = any ($1::uuid[])`,
      [ids],
    );
  }

  /** Puts originals up for reading again: after a better parser, or a content that was thrown away. */
  async queueAgain(tx: Tx, ids: readonly InteractionId[]): Promise<void> {
    await tx.query(
      `insert into reading_queue (interaction_id) select * from unnest($1::uuid[])
       on conflict (interaction_id) do update set attempts = 0, due_at = now()`,
      [ids],
    );
  }
}

/** A Buffer comes out of another thread as a plain array of bytes. */
function bytes(given: Uint8Array | null): Buffer | null {
  return given && Buffer.from(given.buffer, given.byteOffset, given.byteLength);
}
