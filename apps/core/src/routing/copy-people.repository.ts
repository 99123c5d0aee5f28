import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { findEmail } from '../clients/contact-point.js';
import type { CopyPeople } from './copies.js';

/** Who stands behind the targets `responsible` and `head`, and who must never get a copy. */
@Injectable()
export class CopyPeopleRepository {
  /** By card: its responsible employee and the heads of its team. */
  async ofCards(tx: Tx, ids: readonly ClientId[]): Promise<Map<ClientId, CopyPeople>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<CopyPeople & { id: ClientId }>(
      `select c.id, e.email as responsible, array(
         select m.email from heads_of(c.team_id) as h (id) join employee m on m.id = h.id order by m.email) as heads
       from client c left join employee e on e.id = c.responsible_id and e.status = 'active' where c.id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, responsible, heads }) => [id, { responsible, heads }]));
  }

  /** For what has no card yet: the heads of the channel's team. */
  async ofChannels(tx: Tx, ids: readonly ChannelId[]): Promise<Map<ChannelId, CopyPeople>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<{ id: ChannelId; heads: string[] }>(
      `select c.id, array(
         select m.email from heads_of(c.team_id) as h (id) join employee m on m.id = h.id order by m.email) as heads
       from channel c where c.id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, heads }) => [id, { responsible: null, heads }]));
  }

  /** Without those for a client, whose address stands on any card, seen or not: no client reads what another wrote or was written. */
  async withoutClients<T extends { recipient: string }>(tx: Tx, copies: readonly T[]): Promise<T[]> {
    const clients = await this.clientsAmong(tx, [...new Set(copies.map((copy) => copy.recipient))]);
    return copies.filter((copy) => !clients.has(copy.recipient));
  }

  /** Those of the addresses, as they were given, that stand on any card now. */
  async clientsAmong(tx: Tx, addresses: readonly string[]): Promise<Set<string>> {
    if (addresses.length === 0) return new Set();
    const rows = await tx.query<{ address: string }>(
      `select distinct address from unnest($1::text[], $2::text[]) as given (address, stored), holders_of('email', stored)`,
      [addresses, addresses.map((address) => findEmail(address) ?? address)],
    );
    return new Set(rows.map((row) => row.address));
  }
}
