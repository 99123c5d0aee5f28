import { Injectable } from '@nestjs/common';
import { SipDevice, type EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** An employee's telephone as it is kept. */
export interface Extension {
  employeeId: EmployeeId;
  extension: string;
  name: string;
  devices: SipDevice[];
}

interface Row {
  employee_id: EmployeeId;
  extension: string;
  name: string;
  devices: unknown;
}

@Injectable()
export class ExtensionRepository {
  async save(tx: Tx, { employeeId, extension, name, devices }: Extension): Promise<void> {
    await tx.query(
      `insert into extension (employee_id, extension, name, devices) values ($1, $2, $3, $4)
       on conflict (employee_id) do update set extension = excluded.extension, name = excluded.name, devices = excluded.devices,
         updated_at = now()`,
      [employeeId, extension, name, JSON.stringify(devices)],
    );
  }

  async all(tx: Tx): Promise<Extension[]> {
    const rows = await tx.query<Row>('select * from extension');
    return rows.map((row) => ({
      employeeId: row.employee_id,
      extension: row.extension,
      name: row.name,
      devices: SipDevice.array().parse(row.devices),
    }));
  }
}
