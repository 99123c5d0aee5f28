import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Means } from '../sessions.repository.js';

export interface SessionRow {
  readonly id: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly means: Means;
  readonly since: Date;
  readonly lastSeenAt: Date;
}

/** More than anybody has open; the rest is as old as they. */
const mostShown = 200;

/** What somebody's account consists of besides their card as an employee. */
@Injectable()
export class AccountRepository {
  /** The pages that are signed in now, the latest used first. */
  sessionsOf(tx: Tx, employeeId: EmployeeId, idleS: number): Promise<SessionRow[]> {
    return tx.query<SessionRow>(
      `select id, ip, user_agent as "userAgent", means, created_at as since, last_seen_at as "lastSeenAt"
       from session where employee_id = $1 and kind = 'cookie' and not restricted
         and expires_at > now() and last_seen_at > now() - make_interval(secs => $2)
       order by last_seen_at desc, id limit ${mostShown}`,
      [employeeId, idleS],
    );
  }

  async passwordHash(tx: Tx, employeeId: EmployeeId): Promise<string | null> {
    const [row] = await tx.query<{ hash: string }>(`select password_hash as hash from employee where id = $1`, [
      employeeId,
    ]);
    return row?.hash ?? null;
  }

  async employeeExists(tx: Tx, id: EmployeeId): Promise<boolean> {
    return (await tx.query(`select from employee where id = $1`, [id])).length > 0;
  }
}
