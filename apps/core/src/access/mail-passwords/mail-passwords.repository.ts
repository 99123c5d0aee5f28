import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { ruleOf } from '../access-policy/access-policies.repository.js';
import type { PersonRef } from '../sign-in/session.view.js';
import type { AccessRule } from '../access-policy/doorkeeping.js';
import type { Role } from '../viewer.js';

export interface MailPasswordRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastUsedFrom: string | null;
  readonly program: string | null;
}

/** One of everybody's. */
export interface AnyMailPasswordRow extends MailPasswordRow {
  readonly employee: PersonRef;
  /** The employee's name as it is sorted. */
  readonly key: string;
}

/** Whose a password is that a mail program has shown. */
export interface FoundMailPassword {
  readonly id: string;
  readonly employeeId: EmployeeId;
  readonly role: Role;
  readonly rule: AccessRule | null;
  readonly lastUsedFrom: string | null;
}

const shown = `id, name, created_at as "createdAt", last_used_at as "lastUsedAt", last_used_from as "lastUsedFrom", program`;

@Injectable()
export class MailPasswordsRepository {
  of(tx: Tx, employeeId: EmployeeId): Promise<MailPasswordRow[]> {
    return tx.query<MailPasswordRow>(
      `select ${shown} from mail_password where employee_id = $1 and revoked_at is null order by created_at desc, id`,
      [employeeId],
    );
  }

  /** Everybody's, by name; of one employee the newest last. @param after name as sorted and id of the last one of the page before */
  all(tx: Tx, after: readonly string[] | null, limit: number): Promise<AnyMailPasswordRow[]> {
    return tx.query<AnyMailPasswordRow>(
      `select p.id, p.name, p.created_at as "createdAt", p.last_used_at as "lastUsedAt", p.last_used_from as "lastUsedFrom", p.program,
         json_build_object('id', e.id, 'name', e.name) as employee, lower(e.name) as key
       from mail_password p join employee e on e.id = p.employee_id
       where p.revoked_at is null and ($1::text is null or (lower(e.name), p.id) > ($1, $2::uuid))
       order by lower(e.name), p.id limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  async notePrograms(tx: Tx, programOf: ReadonlyMap<string, string>): Promise<void> {
    await tx.query(
      `update mail_password p set program = given.program from unnest($1::uuid[], $2::text[]) as given (id, program)
       where p.id = given.id and p.program is distinct from given.program`,
      [[...programOf.keys()], [...programOf.values()]],
    );
  }

  async count(tx: Tx, employeeId: EmployeeId): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::int as n from mail_password where employee_id = $1 and revoked_at is null`,
      [employeeId],
    );
    return row!.n;
  }

  async insert(
    tx: Tx,
    password: { id: string; employeeId: EmployeeId; name: string; digest: Buffer },
  ): Promise<MailPasswordRow> {
    const [row] = await tx.query<MailPasswordRow>(
      `insert into mail_password (id, employee_id, name, digest) values ($1, $2, $3, $4) returning ${shown}`,
      [password.id, password.employeeId, password.name, password.digest],
    );
    return row!;
  }

  /** @returns false: there is none, or it is somebody else's */
  async revoke(tx: Tx, employeeId: EmployeeId, id: string): Promise<boolean> {
    const rows = await tx.query(
      `update mail_password set revoked_at = now() where id = $1 and employee_id = $2 and revoked_at is null returning id`,
      [id, employeeId],
    );
    return rows.length > 0;
  }

  /** @returns how many there were */
  async revokeAll(tx: Tx, employeeId: EmployeeId): Promise<number> {
    const rows = await tx.query(
      `update mail_password set revoked_at = now() where employee_id = $1 and revoked_at is null returning id`,
      [employeeId],
    );
    return rows.length;
  }

  async employee(tx: Tx, id: EmployeeId): Promise<{ email: string } | null> {
    const [row] = await tx.query<{ email: string }>(`select email from employee where id = $1`, [id]);
    return row ?? null;
  }

  /** @param login in lower case */
  async find(tx: Tx, login: string, digest: Buffer): Promise<FoundMailPassword | null> {
    const [row] = await tx.query<FoundMailPassword>(
      `select p.id, p.employee_id as "employeeId", e.role, ${ruleOf('e')} as rule, p.last_used_from as "lastUsedFrom"
       from mail_password p join employee e on e.id = p.employee_id
       where p.digest = $2 and e.email = $1 and e.status = 'active' and p.revoked_at is null`,
      [login, digest],
    );
    return row ?? null;
  }

  /** To the minute, or where it comes from elsewhere. */
  async noteUse(tx: Tx, id: string, from: string): Promise<void> {
    await tx.query(
      `update mail_password set last_used_at = now(), last_used_from = $2
       where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute' or last_used_from is distinct from $2)`,
      [id, from],
    );
  }
}
