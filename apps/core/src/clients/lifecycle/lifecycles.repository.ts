import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { deadAfterMs, newForMs, type Contacts, type Lifecycle } from './lifecycle.js';

export interface KnownLifecycle extends Contacts {
  readonly id: ClientId;
  readonly state: Lifecycle;
}

/** SQL: when they were in contact, one step in the index of the timeline. @param only where the card itself fulfils it is looked at all */
const contact = (which: string, order: 'asc' | 'desc', only = 'true') =>
  `left join lateral (select i.occurred_at as at from interaction i
     where i.client_id = c.id and i.kind <> 'note' and ${which} and ${only} order by i.occurred_at ${order}, i.id ${order} limit 1)`;

/** SQL: what the history of each of these cards says; of one that is silent the last contact alone. */
const contactsOf = (cards: string) => {
  const ago = (ms: string) => `($1::timestamptz - ${ms}::float8 * interval '1 millisecond')`;
  const alive = `last.at >= ${ago('$3')}`;
  return `select c.id, c.lifecycle as state, c.created_at as "createdAt", heard.at as "firstInbound", said.at as "firstOutbound",
      last.at as last, recent.at as recent, before.at as before
    from (select id, lifecycle, created_at from client where ${cards}) c
    ${contact('true', 'desc')} last on true
    ${contact(`i.direction = 'inbound'`, 'asc', alive)} heard on true
    ${contact(`i.direction = 'outbound'`, 'asc', alive)} said on true
    ${contact(`i.occurred_at >= ${ago('$2')}`, 'asc', alive)} recent on true
    ${contact('i.occurred_at < recent.at', 'desc', 'recent.at is not null')} before on true
    order by c.id`;
};

@Injectable()
export class LifecyclesRepository {
  /** Cards in the order of their ids. @param after the last of the batch before */
  batch(tx: Tx, after: string, now: Date, limit: number): Promise<KnownLifecycle[]> {
    const sql = contactsOf('id > $4 order by id limit $5');
    return tx.query<KnownLifecycle>(sql, [now, newForMs, deadAfterMs, after, limit]);
  }

  some(tx: Tx, ids: readonly ClientId[], now: Date): Promise<KnownLifecycle[]> {
    return tx.query<KnownLifecycle>(contactsOf('id = any ($4::uuid[])'), [now, newForMs, deadAfterMs, ids]);
  }

  /** Cards that something happened on, by the entries of the journal after that one; so many entries are looked at, the newest. */
  async changedSince(tx: Tx, seq: number, limit: number): Promise<ClientId[]> {
    const rows = await tx.query<{ id: ClientId }>(
      `select distinct client_id as id from (select client_id from journal where seq > $1 order by seq desc limit $2) as entry
       where client_id is not null`,
      [seq, limit],
    );
    return rows.map(({ id }) => id);
  }

  async save(tx: Tx, states: readonly { id: ClientId; state: Lifecycle; since: Date }[]): Promise<void> {
    await tx.query(
      `update client c set lifecycle = s.state, lifecycle_since = s.since
       from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as s (id, state, since) where c.id = s.id`,
      [states.map(({ id }) => id), states.map(({ state }) => state), states.map(({ since }) => since)],
    );
  }
}
