import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { AccountNotice } from './account-notice.js';

/** What was done to somebody's account, until they have seen it. */
@Injectable()
export class AccountNotices {
  /** What somebody has not seen yet is not told them twice. */
  async tell(tx: Tx, employeeId: EmployeeId, code: AccountNotice['code'], by: EmployeeId | null): Promise<void> {
    await tx.query(
      `insert into account_notice (id, employee_id, code, by_id)
       select $1, $2, $3, $4
       where not exists (select from account_notice where employee_id = $2 and code = $3 and seen_at is null)`,
      [uuidv7(), employeeId, code, by],
    );
  }

  async unseen(tx: Tx, employeeId: EmployeeId): Promise<AccountNotice[]> {
    const rows = await tx.query<{
      id: string;
      code: AccountNotice['code'];
      at: Date;
      byId: string | null;
      byName: string | null;
    }>(
      `select n.id, n.code, n.at, e.id as "byId", e.name as "byName"
       from account_notice n left join employee e on e.id = n.by_id
       where n.employee_id = $1 and n.seen_at is null order by n.at, n.id limit 20`,
      [employeeId],
    );
    return rows.map(({ id, code, at, byId, byName }) => ({
      id,
      ...{ code, at: at.toISOString() },
      by: byId === null ? null : { id: byId, name: byName ?? '' },
    }));
  }

  /** @returns false when it is somebody else's, or not there */
  async seen(tx: Tx, employeeId: EmployeeId, id: string): Promise<boolean> {
    const rows = await tx.query(
      `update account_notice set seen_at = coalesce(seen_at, now()) where id = $2 and employee_id = $1 returning id`,
      [employeeId, id],
    );
    return rows.length > 0;
  }
}
