import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ConversationId, DeliveryId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { ChangeKind, MessageChangeFacts } from './message-change-facts.js';
import type { MessageContent } from './message-content.js';

/** A message as the provider names it. */
export interface MessageName {
  readonly channelId: ChannelId;
  readonly providerId: string;
}

/** A change that counts now, and the message that it is about. */
export interface CountingChange {
  readonly id: string;
  readonly interactionId: InteractionId;
  readonly is: ChangeKind;
  readonly by: 'client' | 'us';
  /** Who did it in the page; null: it was captured. */
  readonly employeeId: string | null;
  readonly at: Date;
  readonly sealedText: Buffer | null;
}

export interface StoredChange extends MessageChangeFacts {
  readonly interactionId: InteractionId | null;
  readonly sealedText: Buffer | null;
  readonly deliveryId: DeliveryId | null;
  readonly state: 'waiting' | 'done';
}

/** The newest words of a message. */
export interface NewWords extends MessageContent {
  readonly interactionId: InteractionId;
  readonly at: Date;
}

export interface NewDecryption extends MessageContent {
  readonly interactionId: InteractionId;
  readonly kind: string;
  readonly decrypted: unknown;
}

/** Where a line of the timeline has to be looked at anew. */
export interface TouchedMessage {
  readonly interactionId: InteractionId;
  readonly clientId: ClientId | null;
  readonly conversationId: ConversationId | null;
  readonly direction: 'inbound' | 'outbound' | 'internal';
}

const counting = `c.id, c.interaction_id as "interactionId", c."is", c.by, c.employee_id as "employeeId", c.at, c.sealed_text as "sealedText"`;

/** What happens to messages after they were sent; one statement for a whole batch. */
@Injectable()
export class MessageChangesRepository {
  /**
   * Until the end of the transaction nobody else captures messages of these numbers or what happens to them: a change that comes before its
   * message would otherwise miss it, and two conversations with one person could begin.
   */
  async lockNumbers(tx: Tx, channels: readonly ChannelId[]): Promise<void> {
    await tx.query(
      `select pg_advisory_xact_lock(1263159893, hashtext(id)) from unnest($1::text[]) with ordinality as given (id, n) order by n`,
      [[...new Set(channels)].sort()],
    );
  }

  /** @returns by `<channel> <provider id>` */
  async interactionsOf(tx: Tx, names: readonly MessageName[]): Promise<Map<string, InteractionId>> {
    if (names.length === 0) return new Map();
    const rows = await tx.query<MessageName & { interactionId: InteractionId }>(
      `select m.channel_id as "channelId", m.provider_id as "providerId", m.interaction_id as "interactionId"
       from unnest($1::uuid[], $2::text[]) as given (channel_id, provider_id) join message m using (channel_id, provider_id)`,
      [names.map((one) => one.channelId), names.map((one) => one.providerId)],
    );
    return new Map(rows.map((row) => [nameOf(row), row.interactionId]));
  }

  /** @returns the ids of those that nobody had told before */
  async insertAll(tx: Tx, changes: readonly StoredChange[]): Promise<Set<string>> {
    if (changes.length === 0) return new Set();
    const rows = await tx.query<{ id: string }>(
      `insert into message_change (id, channel_id, provider_id, interaction_id, "is", by, author, employee_id, at, sealed_text, delivery_id, state,
         evidence_sha256, evidence_size)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::timestamptz[],
         $10::bytea[], $11::uuid[], $12::text[], $13::text[], $14::bigint[])
       on conflict do nothing returning id`,
      [
        ...[changes.map((c) => c.id), changes.map((c) => c.channelId), changes.map((c) => c.providerId)],
        ...[changes.map((c) => c.interactionId), changes.map((c) => c.is), changes.map((c) => c.by)],
        ...[changes.map((c) => c.author), changes.map((c) => c.employeeId), changes.map((c) => c.at)],
        ...[changes.map((c) => c.sealedText), changes.map((c) => c.deliveryId), changes.map((c) => c.state)],
        ...[changes.map((c) => c.evidence.sha256), changes.map((c) => c.evidence.size)],
      ],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Changes that were told before their messages find them. @returns those that count */
  joinEarly(tx: Tx, messages: readonly (MessageName & { interactionId: InteractionId })[]): Promise<CountingChange[]> {
    if (messages.length === 0) return Promise.resolve([]);
    return tx.query<CountingChange>(
      `with joined as (
         update message_change c set interaction_id = given.interaction_id
         from unnest($1::uuid[], $2::text[], $3::uuid[]) as given (channel_id, provider_id, interaction_id)
         where c.channel_id = given.channel_id and c.provider_id = given.provider_id and c.interaction_id is null returning c.*
       ) select ${counting} from joined c where c.state = 'done' order by c.at, c.id`,
      [messages.map((m) => m.channelId), messages.map((m) => m.providerId), messages.map((m) => m.interactionId)],
    );
  }

  /** What waited for these deliveries. @returns those that count now */
  async settle(
    tx: Tx,
    outcomes: readonly { deliveryId: DeliveryId; state: 'done' | 'failed' }[],
  ): Promise<CountingChange[]> {
    const rows = await tx.query<CountingChange & { state: string }>(
      `update message_change c set state = given.state from unnest($1::uuid[], $2::text[]) as given (delivery_id, state)
       where c.delivery_id = given.delivery_id and c.state = 'waiting' returning ${counting}, c.state`,
      [outcomes.map((one) => one.deliveryId), outcomes.map((one) => one.state)],
    );
    return rows.filter(({ state, interactionId }) => state === 'done' && interactionId !== null);
  }

  /** An older wording that comes late is kept, found, and not shown as the newest. What it said first stays. */
  async edit(tx: Tx, words: readonly NewWords[]): Promise<void> {
    if (words.length === 0) return;
    await tx.query(
      `with given as (
         select * from unnest($1::uuid[], $2::timestamptz[], $3::bytea[], $4::bytea[], $5::tsvector[]) as g (id, at, sealed_text, snippet, lexemes)
       ), newest as (
         select given.* from given join message m on m.interaction_id = given.id where m.edited_at is null or m.edited_at <= given.at
       ), marked as (
         update message m set edited_at = newest.at, sealed_first = coalesce(m.sealed_first,
           (select t.sealed_text from interaction_content t where t.interaction_id = m.interaction_id))
         from newest where m.interaction_id = newest.id
       )
       update interaction_content t set lexemes = t.lexemes || given.lexemes,
         sealed_text = coalesce(newest.sealed_text, t.sealed_text), snippet = coalesce(newest.snippet, t.snippet)
       from given left join newest using (id) where t.interaction_id = given.id`,
      [
        ...[words.map((w) => w.interactionId), words.map((w) => w.at), words.map((w) => w.sealedText)],
        ...[words.map((w) => w.snippet), words.map((w) => w.lexemes)],
      ],
    );
  }

  /** The first time counts. */
  async revoke(
    tx: Tx,
    revoked: readonly { interactionId: InteractionId; at: Date; by: 'client' | 'us' }[],
  ): Promise<void> {
    if (revoked.length === 0) return;
    await tx.query(
      `update message m set revoked_at = given.at, revoked_by = given.by
       from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as given (id, at, by)
       where m.interaction_id = given.id and (m.revoked_at is null or m.revoked_at > given.at)`,
      [revoked.map((r) => r.interactionId), revoked.map((r) => r.at), revoked.map((r) => r.by)],
    );
  }

  /** A placeholder has got its words. One that was edited meanwhile shows the newer ones, and these as its first. */
  async decrypt(tx: Tx, messages: readonly NewDecryption[]): Promise<void> {
    if (messages.length === 0) return;
    await tx.query(
      `with given as (
         select * from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::bytea[], $5::bytea[], $6::tsvector[])
           as g (id, kind, decrypted, sealed_text, snippet, lexemes)
       ), before as (
         select m.interaction_id as id, m.edited_at from message m join given on given.id = m.interaction_id
         where m.kind = 'ciphertext' for no key update of m
       ), marked as (
         update message m set kind = given.kind, decrypted = given.decrypted,
           sealed_first = case when before.edited_at is not null then given.sealed_text end
         from given join before using (id) where m.interaction_id = given.id
       )
       update interaction_content t set lexemes = t.lexemes || given.lexemes,
         sealed_text = case when before.edited_at is null then given.sealed_text else t.sealed_text end,
         snippet = case when before.edited_at is null then given.snippet else t.snippet end
       from given join before using (id) where t.interaction_id = given.id`,
      [
        ...[messages.map((m) => m.interactionId), messages.map((m) => m.kind)],
        ...[messages.map((m) => JSON.stringify(m.decrypted)), messages.map((m) => m.sealedText)],
        ...[messages.map((m) => m.snippet), messages.map((m) => m.lexemes)],
      ],
    );
  }

  touched(tx: Tx, ids: readonly InteractionId[]): Promise<TouchedMessage[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return tx.query<TouchedMessage>(
      `select id as "interactionId", client_id as "clientId", conversation_id as "conversationId", direction from interaction where id = any ($1::uuid[])`,
      [ids],
    );
  }
}

export const nameOf = ({ channelId, providerId }: MessageName): string => `${channelId} ${providerId}`;
