import { Injectable } from '@nestjs/common';
import { isPutOffTooFar, type Tx } from '#libs/database';
import { microsecondsOf, momentOf, type MomentCursor } from '../../conversations/keyset.js';
import type { Called } from './http-call.js';

/** A delivery with all that it takes to send it. */
export interface DueDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly url: string;
  readonly sealedSecret: Buffer;
  /** Null: there is none, or its time is over. */
  readonly sealedOldSecret: Buffer | null;
}

export interface DeliveryRow {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  readonly key: string;
  readonly attempts: readonly {
    at: string;
    status: number | null;
    code: string | null;
    tookMs: number;
    reply: string;
  }[];
}

export interface Outcome extends Called {
  readonly id: string;
  readonly n: number;
  readonly state: 'waiting' | 'delivered' | 'failed';
  /** Of `waiting`: seconds until the next attempt. */
  readonly againInS: number;
}

/** After each failure so many seconds until the next attempt: three days altogether. */
export const waitsS: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000];
/** So long a sender may take; after that another one tries. */
const claimS = 60;
const keptFor = '30 days';

const due = `
  d.id, d.webhook_id as "webhookId", d.event, d.data, d.attempts, d.created_at as "createdAt", w.url,
  w.sealed_secret as "sealedSecret", case when w.old_until > now() then w.sealed_old_secret end as "sealedOldSecret"`;

@Injectable()
export class DeliveriesRepository {
  /** Taken for a minute, by one sender at a time; of what waits for a webhook that is off, nothing. */
  take(tx: Tx, atOnce: number): Promise<DueDelivery[]> {
    return tx.query<DueDelivery>(
      `update webhook_delivery d set due_at = now() + make_interval(secs => ${claimS})
       from webhook w
       where w.id = d.webhook_id and d.id in (
         select c.id from webhook_delivery c join webhook v on v.id = c.webhook_id
         where c.state = 'waiting' and c.due_at <= now() and v.enabled
         order by c.due_at limit $1 for update of c skip locked)
       returning ${due}`,
      [atOnce],
    );
  }

  /** What a clock that has gone back since has put off is due now. */
  async followClock(tx: Tx): Promise<void> {
    await tx.query(
      `update webhook_delivery set due_at = now() where state = 'waiting' and ${isPutOffTooFar(waitsS, claimS)}`,
    );
  }

  /** A trial, sent at once and tried once. */
  async trial(tx: Tx, webhookId: string): Promise<DueDelivery | null> {
    const [row] = await tx.query<DueDelivery>(
      `with d as (insert into webhook_delivery (webhook_id, event, data, due_at)
         select id, 'test', '{}', now() + make_interval(secs => ${claimS}) from webhook where id = $1 returning *)
       select ${due} from d join webhook w on w.id = d.webhook_id`,
      [webhookId],
    );
    return row ?? null;
  }

  /** One statement each for all that were sent. */
  async settle(tx: Tx, outcomes: readonly Outcome[]): Promise<void> {
    const given = JSON.stringify(outcomes);
    const columns = `id uuid, n int, status int, code text, "tookMs" int, reply text, state text, "againInS" float8`;
    await tx.query(
      `insert into webhook_attempt (delivery_id, n, status, code, took_ms, reply)
       select o.id, o.n, o.status, o.code, o."tookMs", o.reply from jsonb_to_recordset($1) as o (${columns})
       join webhook_delivery d on d.id = o.id on conflict do nothing`,
      [given],
    );
    await tx.query(
      `update webhook_delivery d set state = o.state, attempts = o.n, due_at = now() + make_interval(secs => o."againInS")
       from jsonb_to_recordset($1) as o (${columns}) where d.id = o.id`,
      [given],
    );
  }

  async cameThrough(tx: Tx, webhookIds: readonly string[]): Promise<void> {
    await tx.query(
      `update webhook set failing_since = null where id = any ($1::uuid[]) and failing_since is not null`,
      [webhookIds],
    );
  }

  async failed(tx: Tx, webhookIds: readonly string[]): Promise<void> {
    await tx.query(`update webhook set failing_since = now() where id = any ($1::uuid[]) and failing_since is null`, [
      webhookIds,
    ]);
  }

  /** @param sinceAtMost null: at once; otherwise only where nothing has come through since then. @returns its name; null: it was off, or is not so bad */
  async switchOff(tx: Tx, webhookId: string, code: string, sinceAtMost: Date | null): Promise<string | null> {
    const [row] = await tx.query<{ name: string }>(
      `update webhook set enabled = false, off_code = $2
       where id = $1 and enabled and ($3::timestamptz is null or failing_since <= $3) returning name`,
      [webhookId, code, sinceAtMost],
    );
    return row?.name ?? null;
  }

  page(tx: Tx, webhookId: string, before: MomentCursor | null, limit: number): Promise<DeliveryRow[]> {
    return tx.query<DeliveryRow>(
      `select d.id, d.event, d.data, d.state, d.created_at as "createdAt", ${microsecondsOf('d.created_at')} as key,
              case when d.state = 'waiting' then d.due_at end as "dueAt",
              coalesce((select jsonb_agg(jsonb_build_object('at', a.at, 'status', a.status, 'code', a.code, 'tookMs', a.took_ms, 'reply', a.reply)
                order by a.n desc) from webhook_attempt a where a.delivery_id = d.id), '[]') as attempts
       from webhook_delivery d
       where d.webhook_id = $1 and ($2::text is null or (d.created_at, d.id) < (${momentOf('$2')}, $3::uuid))
       order by d.created_at desc, d.id desc limit $4`,
      [webhookId, before?.microseconds ?? null, before?.id ?? null, limit],
    );
  }

  /** Under the same id, so that a receiver that has it already can tell. @returns how many */
  async again(tx: Tx, webhookId: string, which: { deliveryId: string } | { since: string }): Promise<number> {
    const one = 'deliveryId' in which;
    const rows = await tx.query(
      `update webhook_delivery set state = 'waiting', due_at = now()
       where webhook_id = $1 and event <> 'test' and ${one ? 'id = $2::uuid' : `created_at >= $2::timestamptz and state <> 'delivered'`} returning id`,
      [webhookId, one ? which.deliveryId : which.since],
    );
    return rows.length;
  }

  async forgetOld(tx: Tx): Promise<void> {
    await tx.query(`delete from webhook_delivery where created_at < now() - interval '${keptFor}'`);
  }
}
