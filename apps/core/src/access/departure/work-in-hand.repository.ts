import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { EmployeeAccess, type Successor } from './employee-access.js';

/** The word of the assignment history for cards that came from somebody who left. */
const reason = 'departure';

/** What somebody has in hand: a handful of statements for a handful of cards or for thousands. */
@Injectable()
export class WorkInHandRepository implements OnModuleInit {
  constructor(private readonly access: EmployeeAccess) {}

  onModuleInit(): void {
    const granted = `from card_access where employee_id = $1 and ended_at is null and source <> 'assignee'`;
    this.access.add({
      kind: 'granted-cards',
      tables: ['card_access'],
      count: (tx, id) => count(tx, `select ${granted}`, id),
      revoke: async (tx, id) => {
        const rows = await tx.query(
          `update card_access set ended_at = now() where id in (select id ${granted}) returning id`,
          [id],
        );
        return rows.length;
      },
    });
    this.access.addWork({
      kind: 'cards',
      count: (tx, id) => count(tx, `select from client where responsible_id = $1`, id),
      pass: (tx, from, to, by) => this.passCards(tx, from, to, by),
    });
    this.access.addWork({
      kind: 'conversations',
      count: (tx, id) => count(tx, `select from conversation where assignee_id = $1 and state <> 'done'`, id),
      pass: (tx, from, to) => this.passConversations(tx, from, to),
    });
    this.access.addWork({
      kind: 'tasks',
      count: (tx, id) => count(tx, `select from task where assignee_id = $1 and done_at is null`, id),
      pass: (tx, from, to) => this.passTasks(tx, from, to),
    });
    this.access.addWork({
      kind: 'teams',
      count: (tx, id) => count(tx, `select from team where head_id = $1`, id),
      pass: (tx, from, to) => this.passTeams(tx, from, to),
    });
    // Company numbers that ring them by name: they do not any more, and somebody has to say who does.
    const ringing = `select from channel where medium = 'phone' and settings #> '{ring,members}' @> to_jsonb($1::uuid::text)`;
    this.access.addLeft({ kind: 'numbers', count: (tx, id) => count(tx, ringing, id) });
  }

  /** Letters and messages on their cards that wait for an answer: they go with the cards. */
  waiting(tx: Tx, id: EmployeeId): Promise<number> {
    return count(
      tx,
      `select from conversation v join client c on c.id = v.client_id where c.responsible_id = $1 and v.waiting_since is not null`,
      id,
    );
  }

  private async passCards(tx: Tx, from: EmployeeId, to: Successor, by: EmployeeId): Promise<number> {
    // The cards are held first: whoever changes one of them at this moment is waited for, and what they left is passed on.
    await tx.query(`select id from client where responsible_id = $1 order by id for no key update`, [from]);
    await tx.query(
      `update assignment a set until = now() from client c where c.responsible_id = $1 and a.client_id = c.id and a.until is null`,
      [from],
    );
    await tx.query(
      `insert into assignment (id, client_id, employee_id, team_id, since, reason, assigned_by)
       select gen_random_uuid(), c.id, $2, coalesce($3::uuid, c.team_id), now(), $4, $5 from client c where c.responsible_id = $1`,
      [from, to.employeeId, to.teamId, reason, by],
    );
    const rows = await tx.query(
      `update client set responsible_id = $2, team_id = coalesce($3::uuid, team_id), updated_at = now() where responsible_id = $1 returning id`,
      [from, to.employeeId, to.teamId],
    );
    return rows.length;
  }

  /** Also those that are done: one that wakes again must not wake with somebody who has left. */
  private async passConversations(tx: Tx, from: EmployeeId, to: Successor): Promise<number> {
    const rows = await tx.query<{ open: boolean }>(
      `update conversation set assignee_id = $2 where assignee_id = $1 returning state <> 'done' as open`,
      [from, to.employeeId],
    );
    return rows.filter(({ open }) => open).length;
  }

  private async passTasks(tx: Tx, from: EmployeeId, to: Successor): Promise<number> {
    const rows = await tx.query(
      `update task set assignee_id = $2, team_id = coalesce($3::uuid, team_id) where assignee_id = $1 and done_at is null returning id`,
      [from, to.employeeId, to.teamId],
    );
    return rows.length;
  }

  /** To a successor who can head them; otherwise every manager in them does. */
  private async passTeams(tx: Tx, from: EmployeeId, to: Successor): Promise<number> {
    const rows = await tx.query(
      `update team set head_id = (select id from employee where id = $2 and role in ('owner', 'manager')) where head_id = $1 returning id`,
      [from, to.employeeId],
    );
    return rows.length;
  }
}

async function count(tx: Tx, rows: string, id: EmployeeId): Promise<number> {
  const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from (${rows}) as rows`, [id]);
  return row!.n;
}
