import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { PushLanguage } from './push-words.js';

export interface SubscriptionRow {
  readonly id: string;
  readonly sessionId: string;
  readonly host: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly reachedAt: Date | null;
}

export interface SealedSubscription {
  readonly sealed: Buffer;
  readonly language: PushLanguage;
}

@Injectable()
export class PushSubscriptionsRepository {
  list(tx: Tx, employeeId: EmployeeId): Promise<SubscriptionRow[]> {
    return tx.query<SubscriptionRow>(
      `select id, session_id as "sessionId", host, user_agent as "userAgent", created_at as "createdAt", reached_at as "reachedAt"
       from push_subscription where employee_id = $1 order by created_at desc, id desc`,
      [employeeId],
    );
  }

  async count(tx: Tx, employeeId: EmployeeId, but: Buffer | null = null): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::int as n from push_subscription where employee_id = $1 and endpoint_hash is distinct from $2`,
      [employeeId, but],
    );
    return row!.n;
  }

  /** One browser is there once: whoever signs in there next takes it over, and what waited for the one before is for nobody. */
  async put(
    tx: Tx,
    one: SealedSubscription & {
      id: string;
      employeeId: EmployeeId;
      sessionId: string;
      endpointHash: Buffer;
      host: string;
      userAgent: string;
    },
  ): Promise<void> {
    await tx.query(`delete from push_subscription where endpoint_hash = $1 and employee_id <> $2`, [
      one.endpointHash,
      one.employeeId,
    ]);
    await tx.query(
      `insert into push_subscription (id, employee_id, session_id, endpoint_hash, sealed, host, user_agent, language)
       values ($1, $2, $3, $4, $5, $6, left($7, 300), $8)
       on conflict (endpoint_hash) do update set session_id = excluded.session_id, sealed = excluded.sealed, user_agent = excluded.user_agent,
         language = excluded.language`,
      [...[one.id, one.employeeId, one.sessionId, one.endpointHash, one.sealed, one.host, one.userAgent], one.language],
    );
  }

  async find(tx: Tx, employeeId: EmployeeId, id: string): Promise<SealedSubscription | null> {
    const [row] = await tx.query<SealedSubscription>(
      `select sealed, language from push_subscription where id = $2 and employee_id = $1`,
      [employeeId, id],
    );
    return row ?? null;
  }

  /** @returns whether there was one */
  async remove(tx: Tx, employeeId: EmployeeId, id: string): Promise<boolean> {
    const rows = await tx.query(`delete from push_subscription where id = $2 and employee_id = $1 returning id`, [
      employeeId,
      id,
    ]);
    return rows.length > 0;
  }

  async removeAllOf(tx: Tx, employeeId: EmployeeId): Promise<number> {
    return (await tx.query(`delete from push_subscription where employee_id = $1 returning id`, [employeeId])).length;
  }
}
