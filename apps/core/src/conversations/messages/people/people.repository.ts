import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { KnownIdentity, Person } from './unite.js';

/** A conversation of WhatsApp. */
export interface ChatConversation {
  readonly id: ConversationId;
  readonly channelId: ChannelId;
  readonly clientId: ClientId | null;
  /** An id; of somebody in a group who has no card: the group's, a blank, theirs. */
  readonly counterpart: string;
}

const conversation = `id, channel_id as "channelId", client_id as "clientId", counterpart`;

@Injectable()
export class PeopleRepository {
  /** Held until the end of the transaction: who is who is written by one at a time. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(1263159894)`);
  }

  known(tx: Tx, ids: readonly string[]): Promise<KnownIdentity[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return tx.query<KnownIdentity>(
      `select id, same_as as "sameAs", phone from whatsapp_identity
       where same_as in (select same_as from whatsapp_identity where id = any ($1::text[]))`,
      [ids],
    );
  }

  /** The other ids of whoever has this one, for whoever has that. */
  async aliases(tx: Tx, id: string): Promise<string[]> {
    const rows = await tx.query<{ alias: string }>(`select alias from whatsapp_aliases(array[$1])`, [id]);
    return rows.map((row) => row.alias);
  }

  async save(tx: Tx, people: readonly Person[]): Promise<void> {
    const rows = people.flatMap((person) => person.ids.map((id) => ({ id, person })));
    await tx.query(
      `insert into whatsapp_identity (id, same_as, phone) select * from unnest($1::text[], $2::text[], $3::text[])
       on conflict (id) do update set same_as = excluded.same_as, phone = coalesce(excluded.phone, whatsapp_identity.phone)`,
      [rows.map(({ id }) => id), rows.map(({ person }) => person.id), rows.map(({ person }) => person.phone)],
    );
  }

  /** Cards that have one of these ids, or the number of one, as a contact point. @returns by id */
  async cardsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, ClientId[]>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<{ id: string; cards: ClientId[] }>(
      `select found.id, array_agg(distinct found.client_id) as cards from (
         select value as id, client_id from contact_point where kind = 'whatsapp' and value = any ($1::text[])
         union all
         select substr(value, 2), client_id from contact_point where kind = 'phone' and value = any ($2::text[])
       ) found group by found.id`,
      [ids, ids.filter((id) => /^\d+$/.test(id)).map((id) => `+${id}`)],
    );
    return new Map(rows.map((row) => [row.id, row.cards]));
  }

  /** Those that go on; the newest first. */
  conversations(tx: Tx, people: readonly string[]): Promise<ChatConversation[]> {
    if (people.length === 0) return Promise.resolve([]);
    return tx.query<ChatConversation>(
      `select ${conversation} from conversation where person = any ($1::text[]) order by last_at desc, id desc`,
      [people],
    );
  }

  /** Conversations on cards with whoever has this id. */
  talkingTo(tx: Tx, channelId: ChannelId, id: string): Promise<{ id: ConversationId; clientId: ClientId }[]> {
    return tx.query(
      `select id, client_id as "clientId" from conversation
       where channel_id = $1 and client_id is not null and person = any (array(select $2 union select alias from whatsapp_aliases(array[$2])))`,
      [channelId, id],
    );
  }

  /** Begun where it is not there yet. @returns all of them, in any order */
  open(tx: Tx, wanted: readonly (ChatConversation & { token: string; at: Date })[]): Promise<ChatConversation[]> {
    if (wanted.length === 0) return Promise.resolve([]);
    return tx.query<ChatConversation>(
      `insert into conversation (id, medium, channel_id, client_id, counterpart, token, last_at)
       select id, 'whatsapp', channel_id, client_id, counterpart, token, at
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
         as given (id, channel_id, client_id, counterpart, token, at)
       on conflict (channel_id, counterpart, client_id) where counterpart is not null do update set counterpart = excluded.counterpart
       returning ${conversation}`,
      [
        ...[wanted.map((w) => w.id), wanted.map((w) => w.channelId), wanted.map((w) => w.clientId)],
        ...[wanted.map((w) => w.counterpart), wanted.map((w) => w.token), wanted.map((w) => w.at)],
      ],
    );
  }

  /** Everything of the one goes on in the other, and the one is nobody's any more. */
  async merge(tx: Tx, from: ConversationId, into: ConversationId): Promise<void> {
    await this.lockConversations(tx, [from, into]);
    await tx.query(`update interaction set conversation_id = $2 where conversation_id = $1`, [from, into]);
    await tx.query(
      `update conversation c set last_at = newer.last_at, last_interaction_id = newer.last_interaction_id, last_direction = newer.last_direction,
         waiting_since = waits.since
       from (select last_at, last_interaction_id, last_direction from conversation where id in ($1, $2)
           order by last_interaction_id is not null desc, last_at desc limit 1) newer,
         (select min(w.waiting_since) filter (where not exists (
             select from conversation ours where ours.id in ($1, $2) and ours.last_direction = 'outbound' and ours.last_at >= w.waiting_since))
           as since from conversation w where w.id in ($1, $2)) waits
       where c.id = $2`,
      [from, into],
    );
    await tx.query(
      `update conversation set merged_into = $2, client_id = null, counterpart = null, waiting_since = null, last_interaction_id = null where id = $1`,
      [from, into],
    );
    await tx.query(`update conversation set merged_into = $2 where merged_into = $1`, [from, into]);
  }

  async rename(tx: Tx, id: ConversationId, counterpart: string): Promise<void> {
    await tx.query(`update conversation set counterpart = $2 where id = $1`, [id, counterpart]);
  }

  /** Until the end of the transaction nothing new is written into them; whoever has begun to is waited for. */
  async lockConversations(tx: Tx, ids: readonly ConversationId[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(`select from conversation where id = any ($1::uuid[]) order by id for update`, [ids]);
  }

  /** What lies in the tray of these conversations. */
  async unplacedIn(tx: Tx, conversations: readonly ConversationId[]): Promise<InteractionId[]> {
    const rows = await tx.query<{ id: InteractionId }>(
      `select id from interaction where conversation_id = any ($1::uuid[]) and client_id is null and not flags @> '{group-kept}'
       order by id for no key update`,
      [conversations],
    );
    return rows.map((row) => row.id);
  }

  async placeAll(
    tx: Tx,
    conversations: readonly ConversationId[],
    ids: readonly InteractionId[],
    clientId: ClientId,
  ): Promise<void> {
    await tx.query(`update interaction set client_id = $2, placed_at = now() where id = any ($1::uuid[])`, [
      ids,
      clientId,
    ]);
    await tx.query(
      `update conversation c set client_id = $2 where id = any ($1::uuid[]) and client_id is null and not exists (
         select from conversation known where known.client_id = $2 and known.channel_id = c.channel_id and known.counterpart = c.counterpart)`,
      [conversations, clientId],
    );
  }

  /** Where nobody has it. @returns the cards that have it now, with the new contact point's id */
  async remember(
    tx: Tx,
    points: readonly { id: string; clientId: ClientId; value: string }[],
  ): Promise<{ id: string; clientId: ClientId }[]> {
    if (points.length === 0) return [];
    return tx.query<{ id: string; clientId: ClientId }>(
      `insert into contact_point (id, client_id, kind, value, source)
       select id, client_id, 'whatsapp', value, 'placed' from unnest($1::uuid[], $2::uuid[], $3::text[]) as given (id, client_id, value)
       where not exists (select from contact_point p where p.kind = 'whatsapp' and p.value = given.value)
       on conflict do nothing returning id, client_id as "clientId"`,
      [points.map((p) => p.id), points.map((p) => p.clientId), points.map((p) => p.value)],
    );
  }
}
