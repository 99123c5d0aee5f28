import { Injectable } from '@nestjs/common';
import type { ChannelId, DeliveryId, DeliveryState, EvidenceRef, SendLetter, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Outcome, RefusedRecipient } from './attempt-outcome.js';
import { checkMove } from './delivery-moves.js';

/** A delivery that this process has claimed. Every later step names the revision, so that a claim which was taken away shows. */
export interface ClaimedDelivery {
  id: DeliveryId;
  revision: number;
  channelId: ChannelId;
  envelope: { from: string; to: string[] };
  evidence: EvidenceRef;
  messageId: string;
  prependHeaders: string[];
  /** It is the letter itself: once it is sent it belongs into the Sent folder. */
  sentCopy: boolean;
  /** With this one. */
  attempts: number;
  createdAt: Date;
  /** Somebody got it in an earlier attempt. */
  acceptedBefore: boolean;
}

export interface ConcludedAttempt {
  readonly delivery: ClaimedDelivery;
  readonly outcome: Outcome;
  /** For an outcome of `queued`. */
  readonly retryInMs: number;
}

/** A delivery after a change, as `mail.delivery.changed.v1` tells it. */
export interface DeliveryRow {
  id: DeliveryId;
  state: DeliveryState;
  revision: number;
  code: string | null;
  reply: string | null;
  next_attempt_at: Date;
  updated_at: Date;
  refused_to: RefusedRecipient[];
}

const told = 'id, state, revision, code, reply, next_attempt_at, updated_at, refused_to';

@Injectable()
export class DeliveryRepository {
  /** A letter that was ordered before under the same id is left as it is. */
  async enqueue(tx: Tx, orders: readonly SendLetter[]): Promise<void> {
    await tx.query(
      `insert into delivery (id, channel_id, envelope_from, envelope_to, message_id, evidence_sha256, evidence_size, prepend_headers,
         sent_copy)
       select id, channel_id, sender, array(select json_array_elements_text(recipients)), message_id, sha256, size,
              array(select json_array_elements_text(headers)), sent_copy
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::json[], $5::text[], $6::text[], $7::bigint[], $8::json[], $9::boolean[])
         as given (id, channel_id, sender, recipients, message_id, sha256, size, headers, sent_copy)
       on conflict (id) do nothing`,
      [
        orders.map((order) => order.deliveryId),
        orders.map((order) => order.channelId),
        orders.map((order) => order.envelope.from),
        orders.map((order) => JSON.stringify(order.envelope.to)),
        orders.map((order) => order.messageId),
        orders.map((order) => order.evidence.sha256),
        orders.map((order) => order.evidence.size),
        orders.map((order) => JSON.stringify(order.prependHeaders)),
        orders.map((order) => order.sentCopy === true),
      ],
    );
  }

  /** From each channel's first to the next channel's: this is asked for often, and most of all while thousands wait. */
  async channelsWithDue(tx: Tx): Promise<ChannelId[]> {
    const firstOf = (which: string): string =>
      `select channel_id, next_attempt_at from delivery where state = 'queued' and ${which} order by channel_id, next_attempt_at limit 1`;
    const rows = await tx.query<{ channel_id: ChannelId }>(
      `with recursive first as (
         (${firstOf('true')})
         union all
         select next.* from first, lateral (${firstOf('channel_id > first.channel_id')}) as next
       )
       select channel_id from first where next_attempt_at <= now()`,
    );
    return rows.map((row) => row.channel_id);
  }

  async claim(
    tx: Tx,
    channelId: ChannelId,
    atMost: number,
  ): Promise<{ claimed: ClaimedDelivery[]; rows: DeliveryRow[] }> {
    const rows = await tx.query<DeliveryRow & ClaimedColumns>(
      `update delivery set state = 'sending', revision = revision + 1, attempts = attempts + 1, final_dot_at = null,
              updated_at = now()
       where id in (
         select id from delivery where channel_id = $1 and state = 'queued' and next_attempt_at <= now()
         order by next_attempt_at limit $2 for update skip locked)
       returning ${told}, channel_id, envelope_from, envelope_to, accepted_to, evidence_sha256, evidence_size,
                 message_id, prepend_headers, sent_copy, attempts, created_at`,
      [channelId, atMost],
    );
    return { claimed: rows.map(claimedOf), rows };
  }

  /** The mark before the final dot. @returns those whose claim is still ours: of the others the dot must not be sent */
  async markFinalDot(tx: Tx, claims: readonly ClaimedDelivery[]): Promise<Set<DeliveryId>> {
    if (claims.length === 0) return new Set();
    const rows = await tx.query<{ id: DeliveryId }>(
      `update delivery set final_dot_at = now(), updated_at = now()
       from unnest($1::uuid[], $2::int[]) as claim (of, at_revision)
       where id = of and revision = at_revision and state = 'sending' returning id`,
      [claims.map(({ id }) => id), claims.map(({ revision }) => revision)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** @returns those whose claim was still ours */
  async conclude(tx: Tx, attempts: readonly ConcludedAttempt[]): Promise<DeliveryRow[]> {
    if (attempts.length === 0) return [];
    for (const { outcome } of attempts) checkMove('sending', outcome.state);
    return tx.query<DeliveryRow>(
      `update delivery set state = to_state, revision = revision + 1, code = new_code, reply = new_reply, final_dot_at = null,
              updated_at = now(), envelope_to = array(select json_array_elements_text(remaining)),
              accepted_to = accepted_to || array(select json_array_elements_text(accepted)), refused_to = refused_to || refused,
              next_attempt_at = now() + make_interval(secs => retry_in_ms / 1000)
       from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::json[], $7::json[], $8::jsonb[], $9::float8[])
         as attempt (of, at_revision, to_state, new_code, new_reply, remaining, accepted, refused, retry_in_ms)
       where id = of and revision = at_revision and state = 'sending' returning ${told}`,
      [
        attempts.map(({ delivery }) => delivery.id),
        attempts.map(({ delivery }) => delivery.revision),
        attempts.map(({ outcome }) => outcome.state),
        attempts.map(({ outcome }) => outcome.code),
        attempts.map(({ outcome }) => outcome.reply),
        attempts.map(({ outcome }) => JSON.stringify(outcome.remaining)),
        attempts.map(({ outcome }) => JSON.stringify(outcome.accepted)),
        attempts.map(({ outcome }) => JSON.stringify(outcome.refused)),
        attempts.map(({ retryInMs }) => retryInMs),
      ],
    );
  }

  /** Claims that came to nothing: nobody has begun with them. @returns those whose claim was still ours */
  putBack(tx: Tx, claims: readonly ClaimedDelivery[]): Promise<DeliveryRow[]> {
    return tx.query<DeliveryRow>(
      `update delivery set state = 'queued', revision = revision + 1, attempts = attempts - 1, updated_at = now()
       from unnest($1::uuid[], $2::int[]) as claim (of, at_revision)
       where id = of and revision = at_revision and state = 'sending' and final_dot_at is null returning ${told}`,
      [claims.map(({ id }) => id), claims.map(({ revision }) => revision)],
    );
  }

  /** Says that these are still being worked at: a claim without a sign of life is taken away. */
  async signOfLife(tx: Tx, ids: readonly DeliveryId[]): Promise<void> {
    await tx.query(`update delivery set updated_at = now() where id = any($1::uuid[]) and state = 'sending'`, [ids]);
  }

  /** What waits because of the channel is due at once. */
  async hurry(tx: Tx, channelId: ChannelId): Promise<void> {
    await tx.query(
      `update delivery set next_attempt_at = now()
       where channel_id = $1 and state = 'queued' and next_attempt_at > now() and code is distinct from 'mail.try-later'`,
      [channelId],
    );
  }

  /**
   * What was written at a time that is still to come, because the clock has gone back since, would wait for that time to come again:
   * it is due now, and the silence of a claim is counted from now on.
   */
  async followClock(tx: Tx): Promise<void> {
    await tx.query(
      `update delivery set next_attempt_at = least(next_attempt_at, now()), updated_at = now()
       where (state = 'queued' and next_attempt_at > now() and updated_at > now() + interval '1 minute')
          or (state = 'sending' and updated_at > now() + interval '1 minute')`,
    );
  }

  /**
   * Claims of a process that is gone. Without the mark of the final dot the server cannot have taken the letter: back to the queue.
   * With it nobody knows.
   */
  async takeBack(tx: Tx, silentForMs: number): Promise<DeliveryRow[]> {
    return tx.query<DeliveryRow>(
      `update delivery set revision = revision + 1, updated_at = now(), next_attempt_at = now(),
              state = case when final_dot_at is null then 'queued' else 'unknown' end,
              code = case when final_dot_at is null then 'mail.interrupted' else 'mail.outcome-unknown' end
       where state = 'sending' and updated_at < now() - make_interval(secs => $1::float8 / 1000) returning ${told}`,
      [silentForMs],
    );
  }
}

interface ClaimedColumns {
  channel_id: ChannelId;
  envelope_from: string;
  envelope_to: string[];
  accepted_to: string[];
  evidence_sha256: Sha256;
  evidence_size: string;
  message_id: string;
  prepend_headers: string[];
  sent_copy: boolean;
  attempts: number;
  created_at: Date;
}

const claimedOf = (row: DeliveryRow & ClaimedColumns): ClaimedDelivery => ({
  id: row.id,
  revision: row.revision,
  channelId: row.channel_id,
  envelope: { from: row.envelope_from, to: row.envelope_to },
  evidence: { sha256: row.evidence_sha256, size: Number(row.evidence_size) },
  messageId: row.message_id,
  prependHeaders: row.prepend_headers,
  sentCopy: row.sent_copy,
  attempts: row.attempts,
  createdAt: row.created_at,
  acceptedBefore: row.accepted_to.length > 0,
});
