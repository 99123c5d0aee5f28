import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { ConversationChange } from './conversation-changes.js';
import type { KnownConversation } from './letter-placing.js';

export interface MailChannel {
  id: ChannelId;
  address: string;
  aliases: string[];
}

export interface NewConversation {
  id: ConversationId;
  clientId: ClientId | null;
  channelId: ChannelId;
  subject: string;
  baseSubject: string;
  token: string;
  startedAt: Date;
  /** The import that began it: it is done with, until somebody writes in it. */
  importId: string | null;
}

/** What became of a conversation while a letter was on its way into it. */
export interface Gone {
  /** As which it goes on. */
  id: ConversationId;
  clientId: ClientId | null;
}

export interface NewSighting {
  channelId: ChannelId;
  sourceRef: string;
  interactionId: InteractionId;
  evidenceSha256: string;
}

/** A letter that was withdrawn, and where it stands from now on. */
export interface BroughtBack {
  id: InteractionId;
  clientId: ClientId | null;
  conversationId: ConversationId | null;
  imported: boolean;
}

/** A letter that another one names in its thread, before it was captured itself. */
export interface AwaitedLetter {
  messageId: string;
  conversationId: ConversationId;
}

/** What capture asks and writes; each is one statement for a whole batch of letters. */
@Injectable()
export class CaptureRepository {
  mailChannels(tx: Tx): Promise<MailChannel[]> {
    return tx.query<MailChannel>(`select id, address, aliases from channel where medium = 'email'`);
  }

  async knownLetters(tx: Tx, naturalKeys: readonly string[]): Promise<Map<string, InteractionId>> {
    const rows = await tx.query<{ key: string; id: InteractionId }>(
      // What a mail program put into a Sent folder is the letter that it handed in, which went out under another name.
      `select natural_key as key, id from interaction where natural_key = any ($1::text[])
       union all select original_key, interaction_id from submitted_letter where original_key = any ($1::text[])`,
      [naturalKeys],
    );
    return new Map(rows.map((row) => [row.key, row.id]));
  }

  /** Of these the ones that an undone import took off their cards: they come back when they come again. */
  async withdrawnLetters(tx: Tx, naturalKeys: readonly string[]): Promise<Map<string, InteractionId>> {
    if (naturalKeys.length === 0) return new Map();
    const rows = await tx.query<{ key: string; id: InteractionId }>(
      `select natural_key as key, id from interaction where natural_key = any ($1::text[]) and flags @> '{withdrawn}' for no key update`,
      [naturalKeys],
    );
    return new Map(rows.map((row) => [row.key, row.id]));
  }

  async bringBack(tx: Tx, letters: readonly BroughtBack[]): Promise<void> {
    if (letters.length === 0) return;
    await tx.query(
      `update interaction i set client_id = given.client_id, conversation_id = given.conversation_id,
         flags = array_remove(case when given.imported then i.flags else array_remove(i.flags, 'imported') end, 'withdrawn')
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[]) as given (id, client_id, conversation_id, imported) where i.id = given.id`,
      [
        letters.map((one) => one.id),
        letters.map((one) => one.clientId),
        letters.map((one) => one.conversationId),
        letters.map((one) => one.imported),
      ],
    );
  }

  async conversationsByToken(tx: Tx, tokens: readonly string[]): Promise<Map<string, KnownConversation>> {
    if (tokens.length === 0) return new Map();
    const rows = await tx.query<KnownConversation & { token: string }>(
      `select named.token, c.id, c.client_id as "clientId", c.guests from conversation named
       join conversation c on c.id = coalesce(named.merged_into, named.id) where named.token = any ($1::text[])`,
      [tokens],
    );
    return new Map(rows.map((row) => [row.token, row]));
  }

  /** The first captured five of each id: somebody may have used one id ten thousand times. */
  async conversationsByMessageId(tx: Tx, messageIds: readonly string[]): Promise<Map<string, KnownConversation[]>> {
    const rows = await tx.query<KnownConversation & { messageId: string }>(
      `select wanted.id as "messageId", conversation.id, conversation.client_id as "clientId", conversation.guests
       from unnest($1::text[]) with ordinality as wanted (id, n)
       cross join lateral (
         select conversation_id, captured_at, id from interaction
         where message_id = wanted.id and conversation_id is not null order by captured_at, id limit 5
       ) as letter
       join conversation on conversation.id = letter.conversation_id
       order by wanted.n, letter.captured_at, letter.id`,
      [messageIds],
    );
    const found = new Map<string, KnownConversation[]>();
    for (const { messageId, ...conversation } of rows)
      found.set(messageId, [...(found.get(messageId) ?? []), conversation]);
    return found;
  }

  /** Conversations with a letter that names one of these, although it has not been captured itself; five for each id. */
  async conversationsAwaiting(tx: Tx, messageIds: readonly string[]): Promise<Map<string, KnownConversation[]>> {
    const rows = await tx.query<{ messageId: string; conversations: KnownConversation[] }>(
      `select wanted.id as "messageId", json_agg(json_build_object('id', awaiting.id, 'clientId', awaiting.client_id,
         'guests', awaiting.guests)) as conversations
       from unnest($1::text[]) as wanted (id)
       cross join lateral (
         select c.id, c.client_id, c.guests from awaited_letter a join conversation named on named.id = a.conversation_id
         join conversation c on c.id = coalesce(named.merged_into, named.id) where a.message_id = wanted.id order by c.id limit 5
       ) as awaiting
       group by wanted.id`,
      [messageIds],
    );
    return new Map(rows.map((row) => [row.messageId, row.conversations]));
  }

  async insertAwaited(tx: Tx, awaited: readonly AwaitedLetter[]): Promise<void> {
    if (awaited.length === 0) return;
    await tx.query(
      `insert into awaited_letter (message_id, conversation_id)
       select * from unnest($1::text[], $2::uuid[]) on conflict do nothing`,
      [awaited.map((a) => a.messageId), awaited.map((a) => a.conversationId)],
    );
  }

  async cardsByEmail(tx: Tx, addresses: readonly string[]): Promise<Map<string, ClientId[]>> {
    const rows = await tx.query<{ value: string; cards: ClientId[] }>(
      `select value, array_agg(client_id order by client_id) as cards from contact_point
       where kind = 'email' and value = any ($1::text[]) group by value`,
      [addresses],
    );
    return new Map(rows.map((row) => [row.value, row.cards]));
  }

  async insertConversations(tx: Tx, conversations: readonly NewConversation[]): Promise<void> {
    if (conversations.length === 0) return;
    await tx.query(
      `insert into conversation (id, client_id, channel_id, subject, base_subject, token, last_at, imported_by, medium, state, handled_at)
       select given.*, 'email', case when given.imported_by is null then 'open' else 'done' end,
         case when given.imported_by is not null then given.last_at end
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::uuid[])
         as given (id, client_id, channel_id, subject, base_subject, token, last_at, imported_by)`,
      [
        conversations.map((c) => c.id),
        conversations.map((c) => c.clientId),
        conversations.map((c) => c.channelId),
        conversations.map((c) => c.subject),
        conversations.map((c) => c.baseSubject),
        conversations.map((c) => c.token),
        conversations.map((c) => c.startedAt),
        conversations.map((c) => c.importId),
      ],
    );
  }

  async insertSightings(tx: Tx, sightings: readonly NewSighting[]): Promise<void> {
    await tx.query(
      `insert into sighting (channel_id, source_ref, interaction_id, evidence_sha256)
       select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) on conflict do nothing`,
      [
        sightings.map((s) => s.channelId),
        sightings.map((s) => s.sourceRef),
        sightings.map((s) => s.interactionId),
        sightings.map((s) => s.evidenceSha256),
      ],
    );
  }

  /**
   * An older letter that comes late (a back-fill) changes neither the last word nor who waits.
   * @returns by its id what each is now: it was locked, so nobody moves it to another card or into another conversation any more
   */
  async moveConversations(tx: Tx, changes: readonly ConversationChange[]): Promise<Map<ConversationId, Gone>> {
    if (changes.length === 0) return new Map();
    const rows = await tx.query<Gone & { was: ConversationId }>(
      `with change as (
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
           as given (id, interaction_id, direction, at, answered_at, waits_since)
       ), locked as (
         select c.id, c.waiting_since, c.last_at, c.last_direction, c.last_interaction_id from conversation c
         join change using (id) order by c.id for update of c
       ), still as (
         select id, case when change.answered_at >= locked.waiting_since then null else locked.waiting_since end as waiting_since,
           locked.last_interaction_id is null or change.at >= locked.last_at as newer,
           case when locked.last_direction = 'outbound' then locked.last_at end as our_word
         from change join locked using (id)
       )
       update conversation c set
         last_at = case when still.newer then change.at else c.last_at end,
         last_interaction_id = case when still.newer then change.interaction_id else c.last_interaction_id end,
         last_direction = case when still.newer then change.direction else c.last_direction end,
         waiting_since = coalesce(still.waiting_since,
           case when still.our_word is null or change.waits_since > still.our_word then change.waits_since end)
       from change join still using (id) where c.id = change.id
       returning c.id as was, coalesce(c.merged_into, c.id) as id, c.client_id as "clientId"`,
      [
        changes.map((c) => c.conversationId),
        changes.map((c) => c.last.interactionId),
        changes.map((c) => c.last.direction),
        changes.map((c) => c.last.occurredAt),
        changes.map((c) => c.answeredAt),
        changes.map((c) => c.waitsSince),
      ],
    );
    return new Map(rows.map(({ was, ...now }) => [was, now]));
  }

  /** Letters whose conversation was put elsewhere by hand while they were on their way go after it. @returns where they lie now */
  follow(
    tx: Tx,
    letters: readonly { id: InteractionId; conversationId: ConversationId }[],
  ): Promise<{ id: InteractionId; conversationId: ConversationId; clientId: ClientId | null }[]> {
    return tx.query(
      `update interaction i set conversation_id = c.id, client_id = c.client_id
       from unnest($1::uuid[], $2::uuid[]) as given (id, conversation_id) join conversation c on c.id = given.conversation_id
       where i.id = given.id returning i.id, c.id as "conversationId", c.client_id as "clientId"`,
      [letters.map((one) => one.id), letters.map((one) => one.conversationId)],
    );
  }

  async noteInbound(tx: Tx, channels: ReadonlyMap<ChannelId, Date>): Promise<void> {
    if (channels.size === 0) return;
    await tx.query(
      `update channel set last_inbound_at = greatest(last_inbound_at, given.at)
       from unnest($1::uuid[], $2::timestamptz[]) as given (id, at)
       where channel.id = given.id and (last_inbound_at is null or last_inbound_at < given.at)`,
      [[...channels.keys()], [...channels.values()]],
    );
  }

  async queueReading(tx: Tx, ids: readonly InteractionId[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query('insert into reading_queue (interaction_id) select * from unnest($1::uuid[])', [ids]);
  }
}
