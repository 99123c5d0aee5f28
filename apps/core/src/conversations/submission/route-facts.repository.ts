import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, EmployeeId, MailboxSettings, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { grantedTo } from '../../access/conditions.js';
import type { Role } from '../../access/viewer.js';

/** Whoever submits, by the mail password that their program showed. */
export interface SubmittingEmployee {
  readonly passwordId: string;
  readonly id: EmployeeId;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly teamIds: readonly TeamId[];
  readonly seesContacts: boolean;
  /** Of the mailbox in which they work; null: they have shown of none that it is theirs. */
  readonly workAddress: string | null;
}

/** One of our mailboxes. */
export interface Mailbox {
  readonly id: ChannelId;
  readonly address: string;
  readonly aliases: readonly string[];
  readonly teamId: TeamId | null;
  readonly enabled: boolean;
  readonly settings: MailboxSettings;
}

/** A card that has an address. */
export interface AddressedCard {
  readonly address: string;
  readonly clientId: ClientId;
  readonly responsibleId: EmployeeId | null;
  readonly teamId: TeamId | null;
  readonly grantedTo: readonly EmployeeId[];
}

/** Somebody of ours among the recipients. */
export interface Colleague {
  readonly id: EmployeeId;
  /** By which they were named: of their account, or of the mailbox in which they work. */
  readonly email: string;
  readonly role: Role;
  readonly seesContacts: boolean;
}

/** What has to be known before letters are sent on their way; each is one statement for a whole batch. */
@Injectable()
export class RouteFactsRepository {
  /** By password: those who work here, with one that is good still. */
  async employees(tx: Tx, passwordIds: readonly string[]): Promise<Map<string, SubmittingEmployee>> {
    const rows = await tx.query<SubmittingEmployee>(
      `select p.id as "passwordId", e.id, e.name, e.email, e.role, teams_of(e.id) as "teamIds", e.sees_contacts as "seesContacts",
         m.address as "workAddress"
       from mail_password p join employee e on e.id = p.employee_id left join employee_mail m on m.employee_id = e.id
       where p.id = any ($1::uuid[]) and p.revoked_at is null and e.status = 'active'`,
      [passwordIds],
    );
    return new Map(rows.map((row) => [row.passwordId, row]));
  }

  async teamsAndRole(
    tx: Tx,
    id: EmployeeId,
  ): Promise<Pick<SubmittingEmployee, 'email' | 'workAddress' | 'role' | 'teamIds'> | null> {
    const [row] = await tx.query<Pick<SubmittingEmployee, 'email' | 'workAddress' | 'role' | 'teamIds'>>(
      `select e.email, e.role, teams_of(e.id) as "teamIds", m.address as "workAddress"
       from employee e left join employee_mail m on m.employee_id = e.id where e.id = $1`,
      [id],
    );
    return row ?? null;
  }

  mailboxes(tx: Tx): Promise<Mailbox[]> {
    return tx.query<Mailbox>(
      `select id, address, aliases, team_id as "teamId", enabled, settings from channel
       where medium = 'email' and not unsaved order by created_at, id`,
    );
  }

  async companyName(tx: Tx): Promise<string | null> {
    const [row] = await tx.query<{ name: string }>(`select name from company`);
    return row?.name ?? null;
  }

  async cards(tx: Tx, addresses: readonly string[]): Promise<Map<string, AddressedCard[]>> {
    const rows = await tx.query<AddressedCard>(
      `select p.value as address, c.id as "clientId", c.responsible_id as "responsibleId", c.team_id as "teamId",
         ${grantedTo('c.id')} as "grantedTo"
       from contact_point p join client c on c.id = p.client_id
       where p.kind = 'email' and p.value = any ($1::text[]) order by c.id`,
      [addresses],
    );
    return groupBy(rows, ({ address }) => address);
  }

  async colleagues(tx: Tx, addresses: readonly string[]): Promise<Map<string, Colleague>> {
    const rows = await tx.query<Colleague>(
      `select e.id, a.address as email, e.role, e.sees_contacts as "seesContacts" from employee e
       cross join lateral (select e.email as address union select m.address from employee_mail m where m.employee_id = e.id) a
       where a.address = any ($1::text[]) and e.status = 'active'`,
      [addresses],
    );
    return new Map(rows.map((row) => [row.email, row]));
  }

  /** On which mailbox each client was last in touch. */
  async lastChannels(tx: Tx, clientIds: readonly ClientId[]): Promise<Map<ClientId, ChannelId>> {
    if (clientIds.length === 0) return new Map();
    const rows = await tx.query<{ clientId: ClientId; channelId: ChannelId }>(
      `select c.id as "clientId", last.channel_id as "channelId" from unnest($1::uuid[]) as c (id)
       cross join lateral (
         select channel_id from conversation where client_id = c.id and medium = 'email' and channel_id is not null
         order by last_at desc, id desc limit 1) last`,
      [clientIds],
    );
    return new Map(rows.map((row) => [row.clientId, row.channelId]));
  }

  /** What was sent on to employees under ids of its own: by these the client's own ids. */
  async forwarded(tx: Tx, messageIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; original: string }>(
      `select f.message_id as id, i.message_id as original from forwarded f join interaction i on i.id = f.interaction_id
       where f.message_id = any ($1::text[]) and i.message_id is not null`,
      [messageIds],
    );
    return new Map(rows.map(({ id, original }) => [id, original]));
  }

  async tokens(tx: Tx, conversationIds: readonly string[]): Promise<Map<string, string>> {
    if (conversationIds.length === 0) return new Map();
    const rows = await tx.query<{ id: string; token: string }>(
      `select id, token from conversation where id = any ($1::uuid[])`,
      [conversationIds],
    );
    return new Map(rows.map((row) => [row.id, row.token]));
  }
}

export function groupBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
