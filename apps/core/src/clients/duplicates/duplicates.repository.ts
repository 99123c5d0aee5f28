import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { ContactPointKind } from '../contact-point.js';
import { publicDomains } from './public-domains.js';

export interface KnownPoint {
  readonly kind: ContactPointKind;
  /** Normalised. */
  readonly value: string;
}

export interface DuplicateRow {
  readonly id: ClientId;
  readonly name: string;
  readonly kind: 'person' | 'company';
  readonly responsible: { id: string; name: string } | null;
  readonly because: 'contact-point' | 'name' | 'domain';
}

/** Cards that may be the same client. */
@Injectable()
export class DuplicatesRepository {
  /** Of those that the scope shows; each once, by what speaks for it most. */
  find(tx: Tx, name: string, points: readonly KnownPoint[], except: string | null): Promise<DuplicateRow[]> {
    return tx.query<DuplicateRow>(
      `with point as (
         select kind, value, case when kind = 'email' then split_part(value, '@', -1) end as domain
         from unnest($2::text[], $3::text[]) as given (kind, value)
       ), found as (
         select p.client_id, 1 as rank, 1::real as alike from point join contact_point p using (kind, value)
         union all
         select client_id, 2, alike from clients_like($1, 10)
         union all
         select p.client_id, 3, 0 from (select distinct domain from point where domain is not null and not domain = any ($4::text[])) d
           cross join lateral (select client_id from contact_point where domain = d.domain order by client_id limit 10) p
       ), best as (
         select client_id, min(rank) as rank, max(alike) as alike from found where client_id is distinct from $5::uuid group by client_id
       )
       select c.id, c.name, c.kind, case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as responsible,
         (array['contact-point', 'name', 'domain'])[b.rank] as because
       from best b join client c on c.id = b.client_id left join employee e on e.id = c.responsible_id
       order by b.rank, b.alike desc, lower(c.name), c.id limit 10`,
      [name, points.map(({ kind }) => kind), points.map(({ value }) => value), publicDomains, except],
    );
  }

  /** Which of them stand on a card, seen or not. @returns by place in the list */
  async holders(tx: Tx, points: readonly KnownPoint[]): Promise<{ n: number; clientId: ClientId }[]> {
    return tx.query(
      `select given.n::int - 1 as n, holder as "clientId" from unnest($1::text[], $2::text[]) with ordinality as given (kind, value, n)
       cross join lateral holders_of(given.kind, given.value) as holder order by given.n`,
      [points.map(({ kind }) => kind), points.map(({ value }) => value)],
    );
  }

  /** Those of these cards that the scope shows. */
  async seen(tx: Tx, ids: readonly ClientId[]): Promise<Set<ClientId>> {
    const rows = await tx.query<{ id: ClientId }>(`select id from client where id = any ($1::uuid[])`, [ids]);
    return new Set(rows.map(({ id }) => id));
  }

  async cardOf(tx: Tx, id: ClientId): Promise<{ teamId: TeamId | null; responsibleId: EmployeeId | null } | null> {
    const [row] = await tx.query<{ teamId: TeamId | null; responsibleId: EmployeeId | null }>(
      `select team_id as "teamId", responsible_id as "responsibleId" from client where id = $1`,
      [id],
    );
    return row ?? null;
  }
}
