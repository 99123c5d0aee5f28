import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Locale } from '../../../access/sign-in/session.view.js';
import { localeOf } from '../letters-to-employees.js';

export interface WorkMailboxRow {
  readonly address: string | null;
  readonly verifiedAt: Date | null;
  readonly forward: boolean;
  readonly askedAddress: string | null;
  readonly codeDigest: Buffer | null;
  readonly codeTries: number;
  readonly codeSentAt: Date | null;
  readonly companyForwards: boolean;
}

/** Whose mailbox it is to be. */
export interface MailboxOwner {
  readonly id: EmployeeId;
  readonly locale: Locale | null;
}

@Injectable()
export class WorkMailboxesRepository {
  async owner(tx: Tx, id: EmployeeId): Promise<MailboxOwner | null> {
    const [row] = await tx.query<MailboxOwner>(
      `select e.id, ${localeOf('e')} as locale from employee e where e.id = $1 and e.status = 'active'`,
      [id],
    );
    return row ?? null;
  }

  /** @param lock until the end of the transaction: of two who try a code at one moment each counts */
  async find(tx: Tx, id: EmployeeId, { lock = false }: { lock?: boolean } = {}): Promise<WorkMailboxRow> {
    if (lock) await tx.query(`select from employee where id = $1 for no key update`, [id]);
    const [row] = await tx.query<WorkMailboxRow>(
      `select m.address, m.verified_at as "verifiedAt", coalesce(m.forward, true) as forward, m.asked_address as "askedAddress",
         m.code_digest as "codeDigest", coalesce(m.code_tries, 0) as "codeTries", m.code_sent_at as "codeSentAt",
         coalesce((select (policy ->> 'enabled')::boolean or jsonb_path_exists(policy, '$.channels[*] ? (@.enabled == true)')
           from forwarding_policy), false) as "companyForwards"
       from (select) one left join employee_mail m on m.employee_id = $1`,
      [id],
    );
    return row!;
  }

  /** Those who have shown that it is theirs. */
  async holders(tx: Tx, addresses: readonly string[]): Promise<Map<string, EmployeeId>> {
    const rows = await tx.query<{ address: string; id: EmployeeId }>(
      `select m.address, e.id from employee_mail m join employee e on e.id = m.employee_id and e.status = 'active'
       where m.address = any ($1::text[])`,
      [addresses],
    );
    return new Map(rows.map(({ address, id }) => [address, id]));
  }

  /** A channel's own address or another of its. */
  async isCorporate(tx: Tx, address: string): Promise<boolean> {
    const rows = await tx.query(
      `select from channel h, unnest(h.address || h.aliases) one where h.medium = 'email'
         and lower(one) in ($1, regexp_replace($1, '\\+[^@]*@', '@'))`,
      [address],
    );
    return rows.length > 0;
  }

  async ask(tx: Tx, id: EmployeeId, asked: { address: string; codeDigest: Buffer; by: EmployeeId }): Promise<void> {
    await tx.query(
      `insert into employee_mail (employee_id, asked_address, code_digest, code_sent_at, asked_by) values ($1, $2, $3, now(), $4)
       on conflict (employee_id) do update set asked_address = excluded.asked_address, code_digest = excluded.code_digest,
         code_tries = 0, code_sent_at = now(), asked_by = excluded.asked_by`,
      [id, asked.address, asked.codeDigest, asked.by],
    );
  }

  async countTry(tx: Tx, id: EmployeeId): Promise<void> {
    await tx.query(`update employee_mail set code_tries = code_tries + 1 where employee_id = $1`, [id]);
  }

  async verify(tx: Tx, id: EmployeeId): Promise<void> {
    await tx.query(
      `update employee_mail set address = asked_address, verified_at = now(), asked_address = null, code_digest = null, code_tries = 0
       where employee_id = $1 and asked_address is not null`,
      [id],
    );
  }

  async choose(tx: Tx, id: EmployeeId, forward: boolean): Promise<void> {
    await tx.query(
      `insert into employee_mail (employee_id, forward) values ($1, $2) on conflict (employee_id) do update set forward = excluded.forward`,
      [id, forward],
    );
  }

  /** @returns whether there was anything */
  async forget(tx: Tx, id: EmployeeId): Promise<boolean> {
    const rows = await tx.query(`delete from employee_mail where employee_id = $1 returning employee_id`, [id]);
    return rows.length > 0;
  }

  async countOf(tx: Tx, id: EmployeeId): Promise<number> {
    const rows = await tx.query(`select from employee_mail where employee_id = $1 and address is not null`, [id]);
    return rows.length;
  }
}
