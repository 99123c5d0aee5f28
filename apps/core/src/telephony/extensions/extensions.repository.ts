import { Injectable } from '@nestjs/common';
import type { DeviceId, EmployeeId, PresenceChanged } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface DeviceRow {
  readonly id: DeviceId;
  readonly kind: 'softphone' | 'desk';
  readonly label: string;
  readonly online: boolean;
  readonly userAgent: string | null;
  readonly lastSeenAt: string | null;
  readonly createdAt: string;
}

export interface Extension {
  readonly employee: { id: EmployeeId; name: string };
  readonly number: string;
  /** Those that are not revoked, the oldest first. */
  readonly devices: DeviceRow[];
}

const extension = `
  select json_build_object('id', e.id, 'name', e.name) as employee, x.number, coalesce((
    select json_agg(json_build_object('id', d.id, 'kind', d.kind, 'label', d.label, 'online', d.online, 'userAgent', d.user_agent,
      'lastSeenAt', d.last_seen_at, 'createdAt', d.created_at) order by d.created_at, d.id)
    from sip_device d where d.employee_id = x.employee_id and d.revoked_at is null), '[]') as devices
  from extension x join employee e on e.id = x.employee_id`;

/** Who has which number inside the company, and by what they are reached. */
@Injectable()
export class ExtensionsRepository {
  /** Of those who work here now, by number. */
  all(tx: Tx): Promise<Extension[]> {
    return tx.query<Extension>(`${extension} where e.status = 'active' order by length(x.number), x.number`);
  }

  async find(tx: Tx, employeeId: EmployeeId): Promise<Extension | null> {
    const [row] = await tx.query<Extension>(`${extension} where x.employee_id = $1`, [employeeId]);
    return row ?? null;
  }

  async isActive(tx: Tx, employeeId: EmployeeId): Promise<boolean | null> {
    const [row] = await tx.query<{ active: boolean }>(
      `select status = 'active' as active from employee where id = $1 for no key update`,
      [employeeId],
    );
    return row?.active ?? null;
  }

  async holderOf(tx: Tx, number: string): Promise<EmployeeId | null> {
    await lockNumbers(tx);
    const [row] = await tx.query<{ id: EmployeeId }>(`select employee_id as id from extension where number = $1`, [
      number,
    ]);
    return row?.id ?? null;
  }

  async country(tx: Tx): Promise<string> {
    const [row] = await tx.query<{ country: string }>(`select default_country as country from company`);
    return row?.country ?? 'UA';
  }

  /** The lowest that nobody has and nobody shall have, from 201 on: below it, much calls for help somewhere. */
  async freeNumber(tx: Tx, never: readonly string[]): Promise<string> {
    await lockNumbers(tx);
    const [row] = await tx.query<{ number: string }>(
      `select n::text as number from generate_series(201, 999999) as n
       where n::text <> all ($1::text[]) and not exists (select from extension where number = n::text) order by n limit 1`,
      [never],
    );
    return row!.number;
  }

  /** @param number null: none any more */
  async put(tx: Tx, employeeId: EmployeeId, number: string): Promise<void> {
    await tx.query(
      `insert into extension (employee_id, number) values ($1, $2) on conflict (employee_id) do update set number = excluded.number`,
      [employeeId, number],
    );
  }

  /** Older news is ignored. @returns false when nothing changed */
  async notePresence(tx: Tx, { employeeId, devices, at }: PresenceChanged): Promise<boolean> {
    const newer = await tx.query(
      `update extension set presence_at = $2 where employee_id = $1 and (presence_at is null or presence_at <= $2) returning employee_id`,
      [employeeId, at],
    );
    if (newer.length === 0) return false;
    await tx.query(
      `update sip_device d set online = given.online, user_agent = coalesce(left(given.user_agent, 200), d.user_agent),
         last_seen_at = case when given.online or d.online then $5 else d.last_seen_at end
       from unnest($2::uuid[], $3::boolean[], $4::text[]) as given (id, online, user_agent)
       where d.id = given.id and d.employee_id = $1`,
      [
        employeeId,
        devices.map((device) => device.deviceId),
        devices.map((device) => device.online),
        devices.map((device) => device.userAgent),
        at,
      ],
    );
    return true;
  }
}

/** Of two who take one number at once the second waits here and sees it taken. */
const lockNumbers = (tx: Tx) => tx.query(`select pg_advisory_xact_lock(1263159892, 100)`);
