import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** An alias as it stands now. */
export interface KnownAlias {
  readonly id: string;
  readonly token: string;
  readonly employeeId: EmployeeId;
  /** As which the card goes on. */
  readonly clientId: ClientId;
  readonly channelId: ChannelId;
  /** The client's own, as the card has it now; null: the card has it no more. */
  readonly address: string | null;
  readonly contactPointId: string | null;
  /** It was not ended, and whoever has it still reaches the client. */
  readonly alive: boolean;
}

export interface MadeAlias {
  readonly id: string;
  readonly token: string;
  /** The corporate address at whose domain it is. */
  readonly mailbox: string;
  /** Letters for it are fetched out of a mailbox that delivers plus-addresses. */
  readonly plus: boolean;
}

@Injectable()
export class ReachAliasesRepository {
  /**
   * The one that is good now, made where there is none.
   * @param channelId null: the one on which the client was last in touch, else the first that is switched on
   * @returns null where the card has no such address, or the company no mailbox
   */
  async ensure(
    tx: Tx,
    wanted: { employeeId: EmployeeId; clientId: ClientId; contactPointId: string; channelId: ChannelId | null },
    token: string,
  ): Promise<MadeAlias | null> {
    const { employeeId, clientId, contactPointId, channelId } = wanted;
    await tx.query(
      `insert into reach_alias (token, employee_id, client_id, address, channel_id)
       select $1, $2, p.client_id, p.value, m.id from contact_point p cross join lateral (
         select h.id from channel h left join conversation v on v.client_id = p.client_id and v.channel_id = h.id
         where h.medium = 'email' and not h.unsaved
         order by h.id is not distinct from $5::uuid desc, v.last_at desc nulls last, h.enabled desc, h.created_at, h.id limit 1
       ) m
       where p.id = $4 and p.client_id = $3 and p.kind = 'email'
       on conflict (employee_id, client_id, address) where ended_at is null do nothing`,
      [token, employeeId, clientId, contactPointId, channelId],
    );
    const [row] = await tx.query<MadeAlias>(
      `select a.id, a.token, h.address as mailbox,
         jsonb_typeof(h.settings -> 'imap') = 'object' and coalesce((h.settings ->> 'plusAddressing')::boolean, false) as plus
       from contact_point p join reach_alias a on a.employee_id = $1 and a.client_id = p.client_id and a.address = p.value and a.ended_at is null
         join channel h on h.id = a.channel_id
       where p.id = $3 and p.client_id = $2 and p.kind = 'email'`,
      [employeeId, clientId, contactPointId],
    );
    return row ?? null;
  }

  async find(tx: Tx, tokens: readonly string[]): Promise<Map<string, KnownAlias>> {
    if (tokens.length === 0) return new Map();
    const rows = await tx.query<KnownAlias>(
      `select a.id, a.token, a.employee_id as "employeeId", c.id as "clientId", a.channel_id as "channelId", p.value as address,
         p.id as "contactPointId", a.ended_at is null and employee_reaches(a.employee_id, c.id) as alive
       from reach_alias a join client c on c.id = card_goes_on_as(a.client_id)
         left join contact_point p on p.client_id = c.id and p.kind = 'email' and p.value = a.address
       where a.token = any ($1::text[])`,
      [tokens],
    );
    return new Map(rows.map((row) => [row.token, row]));
  }

  async countOf(tx: Tx, employeeId: EmployeeId): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::int as n from reach_alias where employee_id = $1 and ended_at is null`,
      [employeeId],
    );
    return row!.n;
  }

  async endAllOf(tx: Tx, employeeId: EmployeeId): Promise<number> {
    const rows = await tx.query(
      `update reach_alias set ended_at = now() where employee_id = $1 and ended_at is null returning id`,
      [employeeId],
    );
    return rows.length;
  }
}
