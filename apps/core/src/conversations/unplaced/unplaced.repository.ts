import { Injectable } from '@nestjs/common';
import type { ClientId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { publicDomains } from '../../clients/duplicates/public-domains.js';

/** What is known of one unplaced letter. */
export interface Clue {
  interactionId: InteractionId;
  /** As the header has it, lower case; the key under which `unplaced_of` finds more. */
  counterpart: string;
  /** Normalised; null where it is no address. */
  email: string | null;
  name: string;
  messageIds: readonly string[];
}

export interface Suggestion {
  interactionId: InteractionId;
  client: { id: string; name: string };
  because: 'thread' | 'shared-address' | 'same-name' | 'same-domain';
}

/** The tray: what it may belong to, and how it gets its card. */
@Injectable()
export class UnplacedRepository {
  /** For a whole page in one statement; of each letter at most five, the best first. Only cards that the viewer may see. */
  suggestions(tx: Tx, clues: readonly Clue[]): Promise<Suggestion[]> {
    return tx.query<Suggestion>(
      `with clue as (
         select * from unnest($1::uuid[], $2::text[], $3::text[], $7::text[]) as given (id, email, name, counterpart)
       ), thread as (
         select * from unnest($4::uuid[], $5::text[]) as given (id, message_id)
       ), found as (
         select thread.id, i.client_id, 1 as rank from thread join interaction i on i.message_id = thread.message_id where i.client_id is not null
         union all
         select clue.id, p.client_id, 2 from clue join contact_point p on p.kind = 'email' and p.value = clue.email
         union all
         select clue.id, p.client_id, 2 from clue join contact_point p on p.kind = 'phone' and p.value = clue.counterpart
         union all
         select clue.id, p.client_id, 2 from clue join contact_point p on p.kind = 'whatsapp' and p.value = ltrim(clue.counterpart, '+')
         union all
         select clue.id, named.client_id, 3 from clue join clients_named((select array_agg(name) from clue where name <> '')) as named using (name)
         union all
         select clue.id, p.client_id, 4 from clue
           cross join lateral (select client_id from contact_point where domain = split_part(clue.email, '@', -1) order by client_id limit 5) p
           where not split_part(clue.email, '@', -1) = any ($6)
       ), best as (
         select id, client_id, min(rank) as rank from found group by id, client_id
       ), numbered as (
         select best.*, row_number() over (partition by id order by rank, client_id) as n from best
       )
       select b.id as "interactionId", json_build_object('id', c.id, 'name', c.name) as client,
         (array['thread', 'shared-address', 'same-name', 'same-domain'])[b.rank] as because
       from numbered b join client c on c.id = b.client_id where b.n <= 5 order by b.id, b.rank, lower(c.name)`,
      [
        clues.map((clue) => clue.interactionId),
        clues.map((clue) => clue.email),
        clues.map((clue) => clue.name.trim().toLowerCase()),
        clues.flatMap((clue) => clue.messageIds.map(() => clue.interactionId)),
        clues.flatMap((clue) => clue.messageIds),
        publicDomains,
        clues.map((clue) => clue.counterpart),
      ],
    );
  }

  /** How many unplaced things there are of each counterpart. */
  async countOf(tx: Tx, counterparts: readonly string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ counterpart: string; count: number }>(
      `select counterpart, count(*)::int as count from unplaced_of($1::text[]) group by counterpart`,
      [counterparts],
    );
    return new Map(rows.map((row) => [row.counterpart, row.count]));
  }

  /**
   * Locks the letter until the end of the transaction; who comes second waits here.
   * @returns null when somebody was quicker and the letter is now out of sight
   */
  async lock(tx: Tx, id: InteractionId): Promise<{ clientId: ClientId | null } | null> {
    const rows = await tx.query<{ clientId: ClientId | null }>(
      `select client_id as "clientId" from interaction where id = $1 for no key update`,
      [id],
    );
    return rows[0] ?? null;
  }

  async judge(tx: Tx, id: InteractionId, spam: boolean): Promise<void> {
    await tx.query(
      `update interaction set flags = array_remove(array_remove(flags, 'spam'), 'blocked') || case when $2 then '{spam}' else '{}' end::text[]
       where id = $1`,
      [id, spam],
    );
  }

  /**
   * The letter, what else came from there, and everything in their conversations, as far as it has no card.
   * @returns the ids of what was placed, in order
   */
  async place(tx: Tx, id: InteractionId, counterpart: string | null, clientId: ClientId): Promise<InteractionId[]> {
    const rows = await tx.query<{ id: InteractionId; conversationId: string | null }>(
      `with from_there as (
         select $1::uuid as id union select interaction_id from unplaced_of(array[lower($2::text)])
       ), theirs as (
         select i.id, i.conversation_id from interaction i join from_there using (id)
       ), all_of_it as (
         select id from theirs
         union
         select i.id from interaction i where i.client_id is null and i.conversation_id in (select conversation_id from theirs)
       )
       select i.id, i.conversation_id as "conversationId" from interaction i join all_of_it using (id)
       where i.client_id is null order by i.id for no key update of i`,
      [id, counterpart],
    );
    const ids = rows.map((row) => row.id);
    const conversations = [...new Set(rows.map((row) => row.conversationId).filter((one) => one !== null))].sort();
    await this.joinCalls(tx, conversations, clientId);
    await tx.query(
      `update conversation c set client_id = $2 where id = any ($1::uuid[]) and client_id is null and not exists (
         select from conversation known where known.client_id = $2 and known.channel_id = c.channel_id and known.counterpart = c.counterpart)`,
      [conversations, clientId],
    );
    await tx.query(
      `update interaction set client_id = $2, placed_at = now(), flags = array_remove(array_remove(flags, 'spam'), 'blocked')
       where id = any ($1::uuid[]) and client_id is null`,
      [ids, clientId],
    );
    await this.placeCalls(tx, ids, counterpart, clientId);
    return ids;
  }

  /** The card has a conversation with that number already (it was the client's before): the calls go on there. */
  private async joinCalls(tx: Tx, conversations: readonly string[], clientId: ClientId): Promise<void> {
    await tx.query(
      `update interaction i set conversation_id = known.id
       from conversation stray join conversation known on known.channel_id = stray.channel_id and known.counterpart = stray.counterpart
         and known.client_id = $2
       where stray.id = any ($1::uuid[]) and stray.client_id is null and i.conversation_id = stray.id`,
      [conversations, clientId],
    );
  }

  /** Live calls of that number too: who called, and what is to be done about it. */
  private async placeCalls(
    tx: Tx,
    ids: readonly InteractionId[],
    counterpart: string | null,
    clientId: ClientId,
  ): Promise<void> {
    const calls = await tx.query<{ id: string }>(
      `update call k set client_id = $3, conversation_id = coalesce((select conversation_id from interaction i where i.id = k.interaction_id), k.conversation_id)
       where k.client_id is null and (k.interaction_id = any ($1::uuid[]) or (k.counterpart = $2 and k.direction <> 'internal')) returning k.id`,
      [ids, counterpart, clientId],
    );
    await tx.query(`update task set client_id = $2 where client_id is null and call_id = any ($1::uuid[])`, [
      calls.map((call) => call.id),
      clientId,
    ]);
  }
}
