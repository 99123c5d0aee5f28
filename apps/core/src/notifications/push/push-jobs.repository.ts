import { Injectable } from '@nestjs/common';
import type { EmployeeId, TeamId } from '#libs/contracts';
import { isPutOffTooFar, type Tx } from '#libs/database';
import { ruleOf } from '../../access/access-policy/access-policies.repository.js';
import type { AccessRule } from '../../access/access-policy/doorkeeping.js';
import type { Role } from '../../access/viewer.js';
import type { PushLanguage } from './push-words.js';

/** Something to be pushed, with all that it takes. */
export interface DuePush {
  readonly noticeId: string;
  readonly subscriptionId: string;
  readonly attempts: number;
  readonly sealed: Buffer;
  readonly language: PushLanguage;
  readonly host: string;
  /** As they are now: rights may have gone meanwhile. */
  readonly id: EmployeeId;
  readonly name: string;
  readonly role: Role;
  readonly teamIds: TeamId[];
  readonly seesContacts: boolean;
  readonly rule: AccessRule | null;
}

export interface SettledPush {
  readonly noticeId: string;
  readonly subscriptionId: string;
  /** Null: it is done with. */
  readonly againInS: number | null;
}

/** After each failure so many seconds until the next attempt; what is an hour old is told by the page alone. */
export const waitsS: readonly number[] = [15, 60, 300, 900, 1_800];
/** So long a sender may take; after that another one tries. */
const claimS = 60;

@Injectable()
export class PushJobsRepository {
  take(tx: Tx, atOnce: number): Promise<DuePush[]> {
    return tx.query<DuePush>(
      `update push_job j set due_at = now() + make_interval(secs => ${claimS}), attempts = attempts + 1
       from push_subscription s join employee e on e.id = s.employee_id and e.status = 'active'
       where s.id = j.subscription_id and (j.notice_id, j.subscription_id) in (
         select d.notice_id, d.subscription_id from push_job d where d.due_at <= now() order by d.due_at limit $1 for update skip locked)
       returning j.notice_id as "noticeId", j.subscription_id as "subscriptionId", j.attempts, s.sealed, s.language, s.host,
         e.id, e.name, e.role, teams_of(e.id) as "teamIds", e.sees_contacts as "seesContacts", ${ruleOf('e')} as rule`,
      [atOnce],
    );
  }

  /** What a clock that has gone back since has put off is due now. */
  async followClock(tx: Tx): Promise<void> {
    await tx.query(`update push_job set due_at = now() where ${isPutOffTooFar(waitsS, claimS)}`);
  }

  async settle(tx: Tx, settled: readonly SettledPush[]): Promise<void> {
    const columns = `"noticeId" uuid, "subscriptionId" uuid, "againInS" float8`;
    await tx.query(
      `with o as (select * from jsonb_to_recordset($1) as x (${columns})),
         over as (delete from push_job j using o where j.notice_id = o."noticeId" and j.subscription_id = o."subscriptionId" and o."againInS" is null)
       update push_job j set due_at = now() + make_interval(secs => o."againInS") from o
       where j.notice_id = o."noticeId" and j.subscription_id = o."subscriptionId" and o."againInS" is not null`,
      [JSON.stringify(settled)],
    );
  }

  async reached(tx: Tx, subscriptionIds: readonly string[]): Promise<void> {
    await tx.query(`update push_subscription set reached_at = now() where id = any ($1::uuid[])`, [subscriptionIds]);
  }

  /** What waits for them goes with them. */
  async forget(tx: Tx, subscriptionIds: readonly string[]): Promise<void> {
    await tx.query(`delete from push_subscription where id = any ($1::uuid[])`, [subscriptionIds]);
  }
}
