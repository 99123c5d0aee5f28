import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { PersonRef } from '../person-ref.js';

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly employee: PersonRef;
  readonly madeBy: PersonRef;
  readonly integration: boolean;
  readonly rights: string[];
  readonly readOnly: boolean;
  readonly seesContacts: boolean;
  readonly addresses: string[];
  readonly ending: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly state: 'good' | 'expired' | 'stopped';
}

export interface NewTokenRow {
  readonly id: string;
  readonly name: string;
  readonly rights: readonly string[];
  readonly readOnly: boolean;
  readonly seesContacts: boolean;
  readonly addresses: readonly string[];
  readonly ending: string;
  readonly integration: boolean;
  readonly madeBy: EmployeeId;
  readonly endsAt: Date | null;
}

/** More than a company has; those that are over are forgotten with their session after thirty days. */
const mostShown = 500;

const token = `
  select t.session_id as id, t.name, json_build_object('id', e.id, 'name', e.name) as employee,
         json_build_object('id', m.id, 'name', m.name) as "madeBy", t.integration, t.rights, t.read_only as "readOnly",
         t.sees_contacts as "seesContacts", t.addresses, t.ending, s.created_at as "createdAt", t.ends_at as "expiresAt",
         nullif(s.last_seen_at, s.created_at) as "lastUsedAt",
         case when t.ends_at <= now() then 'expired' when s.expires_at <= now() or e.status <> 'active' then 'stopped'
              else 'good' end as state
  from access_token t join session s on s.id = t.session_id join employee e on e.id = s.employee_id
  join employee m on m.id = t.made_by
  where t.revoked_at is null`;

/** What is known of tokens; the digests are the sessions'. */
@Injectable()
export class TokensRepository {
  of(tx: Tx, employeeId: EmployeeId): Promise<TokenRow[]> {
    return tx.query<TokenRow>(
      `${token} and s.employee_id = $1 order by s.created_at desc, t.session_id limit ${mostShown}`,
      [employeeId],
    );
  }

  all(tx: Tx): Promise<TokenRow[]> {
    return tx.query<TokenRow>(
      `${token} order by t.integration desc, s.created_at desc, t.session_id limit ${mostShown}`,
    );
  }

  async find(tx: Tx, id: string): Promise<TokenRow | null> {
    const [row] = await tx.query<TokenRow>(`${token} and t.session_id = $1`, [id]);
    return row ?? null;
  }

  async insert(tx: Tx, row: NewTokenRow): Promise<void> {
    await tx.query(
      `insert into access_token (session_id, name, rights, read_only, sees_contacts, addresses, ending, integration, made_by, ends_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[row.id, row.name, row.rights, row.readOnly, row.seesContacts, row.addresses, row.ending],
        ...[row.integration, row.madeBy, row.endsAt],
      ],
    );
  }

  /** Those that open something now. */
  async count(tx: Tx, employeeId: EmployeeId): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::int as n from access_token t join session s on s.id = t.session_id
       where s.employee_id = $1 and s.expires_at > now()`,
      [employeeId],
    );
    return row!.n;
  }

  /** Those who are let in no more keep the list of what they had. */
  async stopAllOf(tx: Tx, employeeId: EmployeeId): Promise<void> {
    await tx.query(
      `update session s set expires_at = now() from access_token t
       where t.session_id = s.id and s.employee_id = $1 and s.expires_at > now()`,
      [employeeId],
    );
  }

  /** @param of null: whoever’s. @returns whose it was; null: there is none, or it is not theirs to end */
  async revoke(tx: Tx, id: string, of: EmployeeId | null): Promise<EmployeeId | null> {
    const [row] = await tx.query<{ employeeId: EmployeeId }>(
      `update access_token t set revoked_at = now() from session s
       where s.id = t.session_id and t.session_id = $1 and t.revoked_at is null
         and ($2::uuid is null or s.employee_id = $2 and not t.integration)
       returning s.employee_id as "employeeId"`,
      [id, of],
    );
    return row?.employeeId ?? null;
  }
}
