import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { NoticeKind, NoticeWay } from '../notice.view.js';
import type { NoticeChoices } from './choices.view.js';

export interface ChosenRow {
  /** Only what was chosen. */
  readonly kinds: Partial<Record<NoticeKind, readonly NoticeWay[]>>;
  readonly quiet: NoticeChoices['quiet'];
}

@Injectable()
export class ChoicesRepository {
  async find(tx: Tx, employeeId: EmployeeId): Promise<ChosenRow> {
    const [row] = await tx.query<ChosenRow>(`select kinds, quiet from notice_choice where employee_id = $1`, [
      employeeId,
    ]);
    return row ?? { kinds: {}, quiet: null };
  }

  async put(tx: Tx, employeeId: EmployeeId, { kinds, quiet }: ChosenRow): Promise<void> {
    await tx.query(
      `insert into notice_choice (employee_id, kinds, quiet) values ($1, $2, $3)
       on conflict (employee_id) do update set kinds = excluded.kinds, quiet = excluded.quiet`,
      [employeeId, JSON.stringify(kinds), quiet && JSON.stringify(quiet)],
    );
  }
}
