import { Injectable } from '@nestjs/common';
import type { DeviceId, EmployeeId, RequestOf, saveExtension } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { DeviceRow } from './extensions.repository.js';

export type ExtensionState = RequestOf<typeof saveExtension>;

export interface NewDeviceRow {
  readonly id: DeviceId;
  readonly employeeId: EmployeeId;
  readonly userName: string;
  readonly label: string;
  readonly sealedHa1: string;
  /** Of a softphone: SHA-256 of its session's token, hex; null: a desk phone. */
  readonly sessionHash: string | null;
}

export interface FoundDevice {
  readonly id: DeviceId;
  readonly employeeId: EmployeeId;
  readonly kind: DeviceRow['kind'];
  readonly userName: string;
}

const found = `id, employee_id as "employeeId", kind, user_name as "userName"`;

@Injectable()
export class DevicesRepository {
  async insert(tx: Tx, device: NewDeviceRow): Promise<void> {
    await tx.query(
      `insert into sip_device (id, employee_id, kind, user_name, label, sealed_ha1, session_hash)
       values ($1, $2, case when $6::text is null then 'desk' else 'softphone' end, $3, $4, $5, decode($6, 'hex'))`,
      [device.id, device.employeeId, device.userName, device.label, device.sealedHa1, device.sessionHash],
    );
  }

  async find(tx: Tx, id: DeviceId): Promise<FoundDevice | null> {
    const [row] = await tx.query<FoundDevice>(
      `select ${found} from sip_device where id = $1 and revoked_at is null for update`,
      [id],
    );
    return row ?? null;
  }

  async findOfSession(tx: Tx, sessionHash: string): Promise<FoundDevice | null> {
    const [row] = await tx.query<FoundDevice>(
      `select ${found} from sip_device where session_hash = decode($1, 'hex') and revoked_at is null`,
      [sessionHash],
    );
    return row ?? null;
  }

  async namesOfSessions(tx: Tx, sessionHashes: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ hash: string; userName: string }>(
      `select encode(session_hash, 'hex') as hash, user_name as "userName" from sip_device
       where session_hash = any (select decode(h, 'hex') from unnest($1::text[]) as t (h)) and revoked_at is null`,
      [sessionHashes],
    );
    return new Map(rows.map((row) => [row.hash, row.userName]));
  }

  async changeSecret(tx: Tx, id: DeviceId, sealedHa1: string): Promise<void> {
    await tx.query(`update sip_device set sealed_ha1 = $2 where id = $1`, [id, sealedHa1]);
  }

  async revoke(tx: Tx, ids: readonly DeviceId[]): Promise<void> {
    await tx.query(
      `update sip_device set revoked_at = now(), online = false where id = any ($1::uuid[]) and revoked_at is null`,
      [ids],
    );
  }

  /** Of one kind, the oldest first. */
  async liveOf(tx: Tx, employeeId: EmployeeId, kind: DeviceRow['kind']): Promise<DeviceId[]> {
    const rows = await tx.query<{ id: DeviceId }>(
      `select id from sip_device where employee_id = $1 and kind = $2 and revoked_at is null order by created_at, id`,
      [employeeId, kind],
    );
    return rows.map((row) => row.id);
  }

  /** Softphones with the digests of their sessions, and the devices of those who are suspended. */
  async inQuestion(tx: Tx): Promise<{ id: DeviceId; sessionHash: string | null; suspended: boolean }[]> {
    return tx.query(
      `select d.id, encode(d.session_hash, 'hex') as "sessionHash", e.status <> 'active' as suspended
       from sip_device d join employee e on e.id = d.employee_id
       where d.revoked_at is null and (d.session_hash is not null or e.status <> 'active')`,
    );
  }

  /** What the telephony role shall hold of everybody (null), or of one. Somebody suspended has no devices, and by policy no calls. */
  states(tx: Tx, employeeId: EmployeeId | null, leaverCallsEnd: boolean): Promise<ExtensionState[]> {
    return tx.query<ExtensionState>(
      `select x.employee_id as "employeeId", x.number as extension, e.name, e.status <> 'active' and $2 as "hangUp", coalesce((
         select json_agg(json_build_object('deviceId', d.id, 'kind', d.kind, 'user', d.user_name, 'sealedHa1', d.sealed_ha1, 'label', d.label)
           order by d.created_at, d.id)
         from sip_device d where d.employee_id = x.employee_id and d.revoked_at is null and e.status = 'active'), '[]') as devices
       from extension x join employee e on e.id = x.employee_id
       where $1::uuid is null or x.employee_id = $1 order by x.employee_id`,
      [employeeId, leaverCallsEnd],
    );
  }
}
