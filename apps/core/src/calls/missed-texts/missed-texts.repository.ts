import { Injectable } from '@nestjs/common';
import type { CallId, ClientId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Role } from '../../access/viewer.js';
import type { NumberSettings } from '../../telephony/numbers/number.view.js';

export interface DueText {
  readonly clientId: ClientId;
  readonly callId: CallId;
  readonly attempts: number;
  readonly settings: NumberSettings;
  /** In whose name it is written; null: nobody has the card. */
  readonly writer: { id: EmployeeId; name: string; role: Role; teamIds: TeamId[]; seesContacts: boolean } | null;
}

@Injectable()
export class MissedTextsRepository {
  /** @param day of the number's own calendar: `2026-11-25` */
  async add(tx: Tx, clientId: ClientId, day: string, callId: CallId): Promise<boolean> {
    const rows = await tx.query(
      `insert into missed_text (client_id, day, call_id) values ($1, $2, $3) on conflict do nothing returning call_id`,
      [clientId, day, callId],
    );
    return rows.length > 0;
  }

  /** Claims one for a while: whoever dies with it leaves it to the next. The responsible employee writes, or the head of the card's team. */
  async claim(tx: Tx): Promise<DueText | null> {
    const [row] = await tx.query<DueText>(
      `with due as (
         select client_id, day from missed_text where sent_at is null and failed_code is null and due_at <= now()
         order by due_at limit 1 for update skip locked
       ), claimed as (
         update missed_text m set due_at = now() + interval '2 minutes', attempts = attempts + 1 from due
         where m.client_id = due.client_id and m.day = due.day returning m.client_id, m.call_id, m.attempts
       )
       select m.client_id as "clientId", m.call_id as "callId", m.attempts, h.settings,
         (select json_build_object('id', e.id, 'name', e.name, 'role', e.role, 'teamIds', teams_of(e.id), 'seesContacts', e.sees_contacts) from employee e
           where e.status = 'active' and (e.id = c.responsible_id or e.id in (select heads_of(c.team_id)))
           order by e.id = c.responsible_id desc nulls last, e.id limit 1) as writer
       from claimed m join client c on c.id = m.client_id join call k on k.id = m.call_id join channel h on h.id = k.channel_id`,
    );
    return row ?? null;
  }

  /** @param failedCode null: it is written */
  async settle(tx: Tx, callId: CallId, failedCode: string | null): Promise<void> {
    await tx.query(
      `update missed_text set failed_code = $2, sent_at = case when $2::text is null then now() end where call_id = $1`,
      [callId, failedCode],
    );
  }
}
