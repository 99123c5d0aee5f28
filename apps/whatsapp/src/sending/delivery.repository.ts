import { Injectable } from '@nestjs/common';
import type {
  BodyOf,
  ChannelId,
  DeliveryId,
  SendWhatsapp,
  WhatsappDeliveryState,
  whatsappDeliveryChanged,
} from '#libs/contracts';
import type { Tx } from '#libs/database';
import { checkMove } from './delivery-moves.js';

/** A delivery as `whatsapp.delivery.changed.v1` tells it. */
export interface DeliveryRow {
  readonly id: DeliveryId;
  readonly channel_id: ChannelId;
  readonly state: WhatsappDeliveryState;
  readonly revision: number;
  readonly message_id: string | null;
  readonly code: string | null;
  readonly reply: string | null;
  readonly next_attempt_at: Date | number;
  readonly updated_at: Date;
}

/** A delivery with its order, as whoever works at it wants it. */
export interface WorkedDelivery extends DeliveryRow {
  readonly sealed: Buffer;
  readonly attempts: number;
  readonly created_at: Date;
  readonly handed_at: Date;
}

export interface LockedDelivery extends DeliveryRow {
  readonly chat_id: string;
  readonly likeness: Buffer | null;
  readonly handed_at: Date | null;
}

export interface Move {
  readonly state: WhatsappDeliveryState;
  readonly messageId?: string | null;
  readonly code: string | null;
  readonly reply: string | null;
  /** For `queued` and `unknown`: when it is looked at again. Never, where it is left out. */
  readonly inMs?: number;
}

const told = 'id, channel_id, state, revision, message_id, code, reply, next_attempt_at, updated_at';
const inOrder = 'ordered_at, seq';

@Injectable()
export class DeliveryRepository {
  /** What was ordered before under the same id is left as it is. */
  async enqueue(
    tx: Tx,
    orders: readonly { order: SendWhatsapp; sealed: Buffer; likeness: Buffer | null }[],
  ): Promise<void> {
    await tx.query(
      `insert into delivery (id, channel_id, chat_id, sealed, likeness, new_chat, ordered_at)
       select id, channel_id, chat_id, sealed, likeness, new_chat, ordered_at
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::boolean[], $7::timestamptz[]) with ordinality
         as given (id, channel_id, chat_id, sealed, likeness, new_chat, ordered_at, n) order by n
       on conflict (id) do nothing`,
      [
        orders.map(({ order }) => order.deliveryId),
        orders.map(({ order }) => order.channelId),
        orders.map(({ order }) => order.chatId),
        orders.map(({ sealed }) => sealed),
        orders.map(({ likeness }) => likeness),
        orders.map(({ order }) => order.newChat),
        orders.map(({ order }) => order.at),
      ],
    );
  }

  async channelsWithDue(tx: Tx): Promise<ChannelId[]> {
    const rows = await tx.query<{ channel_id: ChannelId }>(
      `select distinct channel_id from delivery where state = 'queued' and next_attempt_at <= now()
       union select distinct channel_id from delivery where state = 'unknown' and next_attempt_at <= now()`,
    );
    return rows.map((row) => row.channel_id);
  }

  /** The first that is due and has nothing before it in its chat; from now on it may have left. */
  async claim(tx: Tx, channelId: ChannelId): Promise<WorkedDelivery | null> {
    const [row] = await tx.query<WorkedDelivery>(
      `update delivery set state = 'sending', revision = revision + 1, attempts = attempts + 1, handed_at = now(), updated_at = now(),
              code = null, reply = null
       where id = (
         select id from delivery next
         where channel_id = $1 and state = 'queued' and next_attempt_at <= now() and not exists (
           select from delivery before
           where before.channel_id = next.channel_id and before.chat_id = next.chat_id and before.state in ('queued', 'sending')
             and (before.ordered_at, before.seq) < (next.ordered_at, next.seq))
         order by ${inOrder} limit 1 for update skip locked)
       returning ${told}, sealed, attempts, created_at, handed_at`,
      [channelId],
    );
    return row ?? null;
  }

  /** What is due waits for the number. @returns those that did not say so before */
  async hold(tx: Tx, channelId: ChannelId, code: string, forMs: number): Promise<DeliveryRow[]> {
    const fresh = await tx.query<DeliveryRow>(
      `update delivery set revision = revision + 1, updated_at = now(), code = $2, reply = null,
              next_attempt_at = now() + make_interval(secs => $3::float8 / 1000)
       where channel_id = $1 and state = 'queued' and next_attempt_at <= now() and code is distinct from $2 returning ${told}`,
      [channelId, code, forMs],
    );
    await tx.query(
      `update delivery set next_attempt_at = now() + make_interval(secs => $3::float8 / 1000)
       where channel_id = $1 and state = 'queued' and next_attempt_at <= now() and code = $2`,
      [channelId, code, forMs],
    );
    return fresh;
  }

  /** What is due gets its turn: as many as may go in each minute from then on. @returns all of them */
  async spread(tx: Tx, channelId: ChannelId, from: Date, perMinute: number): Promise<DeliveryRow[]> {
    return tx.query<DeliveryRow>(
      `update delivery set revision = revision + 1, updated_at = now(), code = 'whatsapp.pace', reply = null,
              next_attempt_at = $2::timestamptz + make_interval(mins => ((place - 1) / $3)::int)
       from (select id as due, row_number() over (order by ${inOrder}) as place from delivery
             where channel_id = $1 and state = 'queued' and next_attempt_at <= now()) as line
       where id = due returning ${told}`,
      [channelId, from, perMinute],
    );
  }

  /** The same for what begins a chat, of which only so many may be begun in a day, and for what stands behind that in its chat. */
  async postponeNewChats(tx: Tx, channelId: ChannelId, until: Date): Promise<DeliveryRow[]> {
    return tx.query<DeliveryRow>(
      `update delivery waiting set revision = revision + 1, updated_at = now(), code = 'whatsapp.pace', reply = null, next_attempt_at = $2
       where channel_id = $1 and state = 'queued' and next_attempt_at <= now() and exists (
         select from delivery head where head.channel_id = $1 and head.chat_id = waiting.chat_id and head.state = 'queued' and head.new_chat
           and (head.ordered_at, head.seq) <= (waiting.ordered_at, waiting.seq))
         and not exists (
         select from delivery begun where begun.channel_id = $1 and begun.chat_id = waiting.chat_id and begun.handed_at is not null)
       returning ${told}`,
      [channelId, until],
    );
  }

  /** When those were handed over that went out within the last minute, oldest first. */
  async handedInLastMinute(tx: Tx, channelId: ChannelId): Promise<Date[]> {
    const rows = await tx.query<{ handed_at: Date }>(
      `select handed_at from delivery where channel_id = $1 and handed_at > now() - interval '1 minute' order by handed_at`,
      [channelId],
    );
    return rows.map((row) => row.handed_at);
  }

  /** When the chats of the last 24 hours were begun that we began, oldest first. */
  async chatsBegun(tx: Tx, channelId: ChannelId): Promise<Date[]> {
    const rows = await tx.query<{ begun: Date }>(
      `select min(handed_at) as begun from delivery
       where channel_id = $1 and new_chat and handed_at > now() - interval '1 day' group by chat_id order by begun`,
      [channelId],
    );
    return rows.map((row) => row.begun);
  }

  /** What waits because of the number is due at once; the pace is not of that. */
  async hurry(tx: Tx, channelId: ChannelId): Promise<void> {
    await tx.query(
      `update delivery set next_attempt_at = now()
       where channel_id = $1 and ((state = 'queued' and code is distinct from 'whatsapp.pace')
         or (state = 'unknown' and handed_at > now() - interval '1 day')) and next_attempt_at > now()`,
      [channelId],
    );
  }

  /** Those of a process that is gone: nobody knows. */
  async takeBack(tx: Tx): Promise<DeliveryRow[]> {
    return tx.query<DeliveryRow>(
      `update delivery set state = 'unknown', revision = revision + 1, updated_at = now(), next_attempt_at = now(),
              code = 'whatsapp.outcome-unknown'
       where state = 'sending' returning ${told}`,
    );
  }

  /** Unknown ones that are to be looked for now. */
  async unknownDue(tx: Tx, channelId: ChannelId): Promise<WorkedDelivery[]> {
    return tx.query<WorkedDelivery>(
      `select ${told}, sealed, attempts, created_at, handed_at from delivery
       where channel_id = $1 and state = 'unknown' and next_attempt_at <= now() order by ${inOrder} limit 20`,
      [channelId],
    );
  }

  /** Whether another delivery than this one is known to have become this message. */
  async isTaken(tx: Tx, channelId: ChannelId, messageId: string, id: DeliveryId): Promise<boolean> {
    const rows = await tx.query('select id from delivery where channel_id = $1 and message_id = $2 and id <> $3', [
      channelId,
      messageId,
      id,
    ]);
    return rows.length > 0;
  }

  /** Those that may be meant, locked until the end of the transaction. */
  async lock(
    tx: Tx,
    channelId: ChannelId,
    by: { ids?: readonly string[]; messageIds?: readonly string[]; likenesses?: readonly Buffer[] },
  ): Promise<LockedDelivery[]> {
    const { ids = [], messageIds = [], likenesses = [] } = by;
    return tx.query<LockedDelivery>(
      `select ${told}, chat_id, likeness, handed_at from delivery
       where id in (
         select id from delivery where channel_id = $1 and id = any($2::uuid[])
         union select id from delivery where channel_id = $1 and message_id is not null and message_id = any($3::text[])
         union select id from delivery where channel_id = $1 and likeness is not null and likeness = any($4::bytea[])
           and handed_at > now() - interval '2 days')
       order by ${inOrder} for update`,
      [channelId, ids, messageIds, likenesses],
    );
  }

  /** What goes back into the queue becomes another message: the id that it had is nobody's. */
  async move(tx: Tx, row: Pick<DeliveryRow, 'id' | 'state'>, to: Move): Promise<DeliveryRow> {
    if (to.state !== row.state) checkMove(row.state, to.state);
    const [moved] = await tx.query<DeliveryRow>(
      `update delivery set state = $2, revision = revision + 1, code = $4, reply = $5, updated_at = now(),
              message_id = case when $2 = 'queued' then null else coalesce($3, message_id) end,
              next_attempt_at = case when $6::float8 is null then 'infinity' else now() + make_interval(secs => $6::float8 / 1000) end
       where id = $1 returning ${told}`,
      [row.id, to.state, to.messageId ?? null, to.code, to.reply, to.inMs ?? null],
    );
    return moved!;
  }

  /** An unknown one was looked for in vain. @param inMs null: not again by itself */
  async lookAgain(tx: Tx, id: DeliveryId, inMs: number | null): Promise<void> {
    await tx.query(
      `update delivery set next_attempt_at = case when $2::float8 is null then 'infinity' else now() + make_interval(secs => $2::float8 / 1000) end
       where id = $1 and state = 'unknown'`,
      [id, inMs],
    );
  }
}

export const changeOf = (row: DeliveryRow): BodyOf<typeof whatsappDeliveryChanged> => ({
  deliveryId: row.id,
  channelId: row.channel_id,
  state: row.state,
  revision: row.revision,
  messageId: row.message_id,
  at: row.updated_at.toISOString(),
  code: row.code,
  reply: row.reply,
  // PostgreSQL's infinity comes as a number.
  nextAttemptAt:
    row.state === 'queued' && row.next_attempt_at instanceof Date ? row.next_attempt_at.toISOString() : null,
});
