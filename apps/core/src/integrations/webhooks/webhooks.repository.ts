import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { WebhookView } from './webhook.view.js';

export interface WebhookRow {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: WebhookView['events'];
  readonly enabled: boolean;
  readonly offCode: string | null;
  readonly failingSince: Date | null;
  readonly oldSecretUntil: Date | null;
  readonly waiting: number;
  readonly createdAt: Date;
}

const webhook = `
  select w.id, w.name, w.url, w.events, w.enabled, w.off_code as "offCode", w.failing_since as "failingSince",
         case when w.old_until > now() then w.old_until end as "oldSecretUntil", w.created_at as "createdAt",
         (select count(*)::int from (select from webhook_delivery d where d.webhook_id = w.id and d.state = 'waiting' limit 1000) as few) as waiting
  from webhook w`;

@Injectable()
export class WebhooksRepository {
  list(tx: Tx): Promise<WebhookRow[]> {
    return tx.query<WebhookRow>(`${webhook} order by w.created_at, w.id`);
  }

  async find(tx: Tx, id: string): Promise<WebhookRow | null> {
    const [row] = await tx.query<WebhookRow>(`${webhook} where w.id = $1`, [id]);
    return row ?? null;
  }

  async insert(
    tx: Tx,
    row: {
      id: string;
      name: string;
      url: string;
      events: readonly string[];
      sealedSecret: Buffer;
      createdBy: EmployeeId;
    },
  ): Promise<void> {
    await tx.query(
      `insert into webhook (id, name, url, events, sealed_secret, created_by) values ($1, $2, $3, $4, $5, $6)`,
      [row.id, row.name, row.url, row.events, row.sealedSecret, row.createdBy],
    );
  }

  /** Switched on again it begins afresh: what failed before is no reason to switch it off. */
  async update(
    tx: Tx,
    id: string,
    change: { name?: string; url?: string; events?: readonly string[]; enabled?: boolean },
  ): Promise<void> {
    await tx.query(
      `update webhook set name = coalesce($2, name), url = coalesce($3, url), events = coalesce($4, events), enabled = coalesce($5, enabled),
         off_code = case when $5 then null else off_code end, failing_since = case when $5 or $3 is not null then null else failing_since end
       where id = $1`,
      [id, change.name ?? null, change.url ?? null, change.events ?? null, change.enabled ?? null],
    );
  }

  async replaceSecret(tx: Tx, id: string, sealedSecret: Buffer, oldForS: number): Promise<void> {
    await tx.query(
      `update webhook set sealed_old_secret = sealed_secret, old_until = now() + make_interval(secs => $3), sealed_secret = $2 where id = $1`,
      [id, sealedSecret, oldForS],
    );
  }

  async delete(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`delete from webhook where id = $1 returning id`, [id])).length > 0;
  }
}
