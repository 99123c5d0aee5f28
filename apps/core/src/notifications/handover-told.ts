import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { EmployeeAccess, type Handover } from '../access/departure/employee-access.js';
import { Notices } from './notices.js';
import { TellingRepository } from './telling.repository.js';

/** What somebody has to go on with; what else is passed on asks nothing of them. */
const toGoOnWith = ['cards', 'waiting', 'conversations', 'tasks'];

/** Whoever goes on with what a departed employee had in hand is told once for all of it, however much it is; of a team, its heads. */
@Injectable()
export class HandoverTold implements OnModuleInit {
  constructor(
    private readonly access: EmployeeAccess,
    private readonly notices: Notices,
    private readonly repository: TellingRepository,
  ) {}

  onModuleInit(): void {
    this.access.onHandover((tx, handover) => this.tell(tx, handover));
  }

  private async tell(tx: Tx, { from, to, moved, by }: Handover): Promise<void> {
    const counts = moved.filter(({ kind }) => toGoOnWith.includes(kind));
    if (counts.length === 0) return;
    const departed = to.employeeId === null ? 'team' : 'employee';
    const details: Record<string, string | number> = { departed, leaver: from };
    for (const { kind, count } of counts) details[kind] = count;
    const told = (await this.heirs(tx, to)).filter((employeeId) => employeeId !== by);
    await this.notices.tell(
      tx,
      told.map((employeeId) => ({ employeeId, kind: 'assigned', by, details })),
    );
  }

  private async heirs(tx: Tx, { employeeId, teamId }: Handover['to']): Promise<readonly EmployeeId[]> {
    if (employeeId !== null) return [employeeId];
    return teamId === null ? [] : this.repository.headsOf(tx, teamId);
  }
}
