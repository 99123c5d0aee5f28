import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { newForMs, type Contacts, type Lifecycle } from './lifecycle.js';

export interface KnownLifecycle extends Contacts {
  readonly id: ClientId;
  readonly state: Lifecycle;
}

const contact = (which: string, order: 'asc' | 'desc') =>
  `left join lateral (select i.occurred_at as at from interaction i where i.client_id = c.id and i.kind <> 'note' and ${which}
     order by i.occurred_at ${order}, i.id ${order} limit 1)`;

@Injectable()
export class LifecyclesRepository {
  /** Cards in the order of their ids, each by a few steps in the index of the timeline. @param after the last of the batch before */
  batch(tx: Tx, after: string, now: Date, limit: number): Promise<KnownLifecycle[]> {
    return tx.query<KnownLifecycle>(
      `select c.id, c.lifecycle as state, c.created_at as "createdAt", heard.at as "firstInbound", said.at as "firstOutbound",
         last.at as last, recent.at as recent, before.at as before
       from (select id, lifecycle, created_at from client where id > $1 order by id limit $4) c
       ${contact('true', 'desc')} last on true
       ${contact(`i.direction = 'inbound'`, 'asc')} heard on last.at is not null
       ${contact(`i.direction = 'outbound'`, 'asc')} said on last.at is not null
       ${contact(`i.occurred_at >= $2::timestamptz - $3::float8 * interval '1 millisecond'`, 'asc')} recent on last.at is not null
       ${contact('i.occurred_at < recent.at', 'desc')} before on recent.at is not null
       order by c.id`,
      [after, now, newForMs, limit],
    );
  }

  async save(tx: Tx, states: readonly { id: ClientId; state: Lifecycle; since: Date }[]): Promise<void> {
    await tx.query(
      `update client c set lifecycle = s.state, lifecycle_since = s.since
       from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as s (id, state, since) where c.id = s.id`,
      [states.map(({ id }) => id), states.map(({ state }) => state), states.map(({ since }) => since)],
    );
  }
}
