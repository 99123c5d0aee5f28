import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

@Injectable()
export class SignInAccessRepository {
  sessions(tx: Tx, id: EmployeeId): Promise<number> {
    return count(tx, `select from session where employee_id = $1 and kind = 'cookie' and expires_at > now()`, id);
  }

  passwords(tx: Tx, id: EmployeeId): Promise<number> {
    return count(tx, `select from employee where id = $1 and password_hash <> ''`, id);
  }

  /** Whoever comes back gets a new one: the old one is good for nothing. */
  forgetPassword(tx: Tx, id: EmployeeId): Promise<number> {
    return changed(tx, `update employee set password_hash = '' where id = $1 and password_hash <> '' returning id`, id);
  }

  /** An authenticator and passkeys; the codes for the day on which they are lost belong to them. */
  factors(tx: Tx, id: EmployeeId): Promise<number> {
    return count(
      tx,
      `select from totp where employee_id = $1 and confirmed_at is not null union all select from passkey where employee_id = $1`,
      id,
    );
  }

  async forgetFactors(tx: Tx, id: EmployeeId): Promise<number> {
    const factors = await this.factors(tx, id);
    for (const table of ['totp', 'recovery_code', 'passkey', 'sign_in_step', 'passkey_offer'])
      await tx.query(`delete from ${table} where employee_id = $1`, [id]);
    return factors;
  }
}

async function count(tx: Tx, rows: string, id: EmployeeId): Promise<number> {
  const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from (${rows}) as rows`, [id]);
  return row!.n;
}

const changed = async (tx: Tx, sql: string, id: EmployeeId): Promise<number> => (await tx.query(sql, [id])).length;
