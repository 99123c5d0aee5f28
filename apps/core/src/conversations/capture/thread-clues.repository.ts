import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { AlikeConversation, KnownConversation } from './letter-placing.js';

/** A letter that says by its subject that it answers something, and by nothing else what. */
export interface SubjectClue {
  base: string;
  /** As `LetterParties.counterpart`. */
  person: string;
  /** The one card on which they stand; null: on none. */
  clientId: ClientId | null;
  at: Date;
}

/** In an Outlook thread there is a letter that lies in this conversation. */
export interface OutlookThread {
  thread: string;
  conversationId: ConversationId;
}

/** What leads to a conversation where no header names a letter of it; asked only for letters that need it. */
@Injectable()
export class ThreadCluesRepository {
  /** Five for each. */
  async conversationsByOutlookThread(tx: Tx, threads: readonly string[]): Promise<Map<string, KnownConversation[]>> {
    if (threads.length === 0) return new Map();
    const rows = await tx.query<{ thread: string; conversations: KnownConversation[] }>(
      `select wanted.thread, json_agg(json_build_object('id', found.id, 'clientId', found.client_id, 'guests', found.guests)) as conversations
       from unnest($1::text[]) as wanted (thread)
       cross join lateral (
         select c.id, c.client_id, c.guests from outlook_thread o join conversation named on named.id = o.conversation_id
         join conversation c on c.id = coalesce(named.merged_into, named.id) where o.thread = wanted.thread order by c.id limit 5
       ) as found
       group by wanted.thread`,
      [threads],
    );
    return new Map(rows.map((row) => [row.thread, row.conversations]));
  }

  async insertOutlookThreads(tx: Tx, threads: readonly OutlookThread[]): Promise<void> {
    if (threads.length === 0) return;
    await tx.query(
      `insert into outlook_thread (thread, conversation_id)
       select * from unnest($1::text[], $2::uuid[]) on conflict do nothing`,
      [threads.map((t) => t.thread), threads.map((t) => t.conversationId)],
    );
  }

  /**
   * Conversations of that subject, on their card or with them on none, in which they wrote or were written to within thirty days; the one
   * that moved last comes first. @returns by base subject
   */
  async conversationsBySubject(tx: Tx, clues: readonly SubjectClue[]): Promise<Map<string, AlikeConversation[]>> {
    if (clues.length === 0) return new Map();
    const rows = await tx.query<AlikeConversation & { base: string }>(
      `with wanted as (
         select * from unnest($1::text[], $2::text[], $3::uuid[], $4::timestamptz[]) as given (base, person, card, at)
       ), found as (
         select wanted.base, wanted.person, c.id, c.client_id, c.guests, c.last_at, seen.occurred_at
         from wanted cross join lateral (
           select * from conversation c where c.client_id = wanted.card and c.last_at >= wanted.at - interval '30 days'
             and c.medium = 'email' and c.base_subject = wanted.base order by c.last_at desc limit 20
         ) c cross join lateral (
           select i.occurred_at from interaction i where i.conversation_id = c.id and i.counterpart = wanted.person
             and i.occurred_at between wanted.at - interval '30 days' and wanted.at + interval '30 days'
           order by i.occurred_at desc limit 1
         ) seen
         union all
         select wanted.base, wanted.person, c.id, null, c.guests, c.last_at, i.occurred_at
         from unplaced_of(array(select person from wanted where card is null)) theirs
         join wanted on wanted.person = theirs.counterpart and wanted.card is null
         join interaction i on i.id = theirs.interaction_id
           and i.occurred_at between wanted.at - interval '30 days' and wanted.at + interval '30 days'
         join conversation c on c.id = i.conversation_id and c.client_id is null and c.medium = 'email' and c.base_subject = wanted.base
       )
       select base, person, id, client_id as "clientId", guests, occurred_at as at from found order by last_at desc, id`,
      [
        clues.map((clue) => clue.base),
        clues.map((clue) => clue.person),
        clues.map((clue) => clue.clientId),
        clues.map((clue) => clue.at),
      ],
    );
    const found = new Map<string, AlikeConversation[]>();
    for (const { base, ...conversation } of rows) found.set(base, [...(found.get(base) ?? []), conversation]);
    return found;
  }
}
