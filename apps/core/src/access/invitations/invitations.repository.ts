import { Injectable } from '@nestjs/common';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { PersonRef } from '../sign-in/session.view.js';

type InvitedRole = 'manager' | 'employee' | 'administrator';

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: InvitedRole;
  readonly team: PersonRef | null;
  readonly seesContacts: boolean;
  readonly invitedBy: PersonRef;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly expired: boolean;
}

export interface FoundInvitation {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: InvitedRole;
  readonly teamId: TeamId | null;
  readonly seesContacts: boolean;
  readonly expiresAt: Date;
  readonly state: 'open' | 'expired' | 'used' | 'withdrawn';
}

export interface NewInvitationRow extends Pick<Invitation, 'id' | 'email' | 'name' | 'role' | 'seesContacts'> {
  readonly teamId: TeamId | null;
  readonly tokenHash: string;
  readonly invitedBy: EmployeeId;
}

const open = 'i.accepted_at is null and i.withdrawn_at is null';
const goodFor = `interval '7 days'`;
const invitation = `
  select i.id, i.email, i.name, i.role, case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team,
    i.sees_contacts as "seesContacts", json_build_object('id', b.id, 'name', b.name) as "invitedBy", i.created_at as "createdAt",
    i.expires_at as "expiresAt", i.expires_at <= now() as expired
  from invitation i join employee b on b.id = i.invited_by left join team t on t.id = i.team_id`;

/** Only digests of tokens come here, as hex. */
@Injectable()
export class InvitationsRepository {
  /** Nobody has come by them yet; the newest first, at most 200. */
  pending(tx: Tx): Promise<Invitation[]> {
    return tx.query<Invitation>(`${invitation} where ${open} order by i.created_at desc, i.id desc limit 200`);
  }

  async find(tx: Tx, id: string): Promise<Invitation | null> {
    const [row] = await tx.query<Invitation>(`${invitation} where i.id = $1 and ${open}`, [id]);
    return row ?? null;
  }

  /** @returns false when somebody with this e-mail is invited already */
  async insert(tx: Tx, row: NewInvitationRow): Promise<boolean> {
    const rows = await tx.query(
      `insert into invitation (id, email, name, role, team_id, sees_contacts, token_hash, invited_by, expires_at)
       values ($1, $2, $3, $4, $5, $6, decode($7, 'hex'), $8, now() + ${goodFor})
       on conflict (email) where accepted_at is null and withdrawn_at is null do nothing returning id`,
      [...[row.id, row.email, row.name, row.role, row.teamId, row.seesContacts, row.tokenHash], ...[row.invitedBy]],
    );
    return rows.length > 0;
  }

  /** The link before opens nothing any more. @returns false when there is nothing to renew */
  async renew(tx: Tx, id: string, tokenHash: string): Promise<boolean> {
    const rows = await tx.query(
      `update invitation i set token_hash = decode($2, 'hex'), expires_at = now() + ${goodFor} where id = $1 and ${open} returning id`,
      [id, tokenHash],
    );
    return rows.length > 0;
  }

  async withdraw(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(`update invitation i set withdrawn_at = now() where id = $1 and ${open} returning id`, [
      id,
    ]);
    return rows.length > 0;
  }

  /** Held until the end of the transaction: of two who come by one link at once one does. */
  async lock(tx: Tx, tokenHash: string): Promise<FoundInvitation | null> {
    const [row] = await tx.query<FoundInvitation>(
      `select id, email, name, role, team_id as "teamId", sees_contacts as "seesContacts", expires_at as "expiresAt",
         case when accepted_at is not null then 'used' when withdrawn_at is not null then 'withdrawn'
           when expires_at <= now() then 'expired' else 'open' end as state
       from invitation where token_hash = decode($1, 'hex') for update`,
      [tokenHash],
    );
    return row ?? null;
  }

  async accept(tx: Tx, id: string, employeeId: EmployeeId): Promise<void> {
    await tx.query(`update invitation set accepted_at = now(), employee_id = $2 where id = $1`, [id, employeeId]);
  }

  async countBy(tx: Tx, employeeId: EmployeeId): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::int as n from invitation i where invited_by = $1 and ${open}`,
      [employeeId],
    );
    return row!.n;
  }

  async withdrawAllBy(tx: Tx, employeeId: EmployeeId): Promise<number> {
    const rows = await tx.query(
      `update invitation i set withdrawn_at = now() where invited_by = $1 and ${open} returning id`,
      [employeeId],
    );
    return rows.length;
  }
}
