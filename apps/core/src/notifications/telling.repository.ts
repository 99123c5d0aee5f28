import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { usualWays, type NoticeKind } from './notice.view.js';

export interface NoticeRow {
  readonly id: string;
  readonly employeeId: EmployeeId | null;
  readonly kind: NoticeKind;
  readonly at: string;
  readonly times: number;
  readonly fold: string | null;
  readonly clientId: string | null;
  readonly conversationId: string | null;
  readonly interactionId: string | null;
  readonly taskId: string | null;
  readonly callId: string | null;
  readonly alertId: string | null;
  readonly by: EmployeeId | null;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface ToldRow {
  readonly employeeId: EmployeeId;
  readonly pushed: boolean;
}

@Injectable()
export class TellingRepository {
  async headsOf(tx: Tx, teamId: string): Promise<EmployeeId[]> {
    const rows = await tx.query<{ id: EmployeeId }>(`select id from core.heads_of($1) as head (id)`, [teamId]);
    return rows.map(({ id }) => id);
  }

  /** No two of one person under one key. @returns who was told */
  tell(tx: Tx, rows: readonly NoticeRow[]): Promise<ToldRow[]> {
    return tx.query<ToldRow>(`select told_employee as "employeeId", pushed from core.tell_notices($1, $2)`, [
      JSON.stringify(rows),
      JSON.stringify(usualWays),
    ]);
  }
}
