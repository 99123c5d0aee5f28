import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { hasRight } from '../../access/rights.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { TrunkKeeper } from '../trunks/trunk-keeper.js';
import { deviceView } from './device-view.js';
import { emergencyNumbers, isEmergency } from '../emergency-numbers.js';
import { ExtensionKeeper } from './extension-keeper.js';
import type { ExtensionView } from './extension.view.js';
import { ExtensionsRepository, type Extension } from './extensions.repository.js';

/** Numbers inside the company. */
@Injectable()
export class ExtensionsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ExtensionsRepository,
    private readonly keeper: ExtensionKeeper,
    private readonly trunks: TrunkKeeper,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<ExtensionView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) =>
      (await this.repository.all(tx)).map((row) => viewOf(row, viewer)),
    );
  }

  /** @throws UserError `employee.not-found`, `extension.number-taken`, `extension.number-emergency`; the telephony role's own refusal: then it stays as it was */
  async put(viewer: Viewer, employeeId: EmployeeId, number: string): Promise<ExtensionView> {
    const before = await this.uow.as(scopeOf(viewer), async (tx) => {
      if ((await this.repository.isActive(tx, employeeId)) === null)
        throw new UserError('employee.not-found', { id: employeeId });
      if (isEmergency(number, await this.repository.country(tx))) throw new UserError('extension.number-emergency');
      const holder = await this.repository.holderOf(tx, number);
      if (holder !== null && holder !== employeeId) throw new UserError('extension.number-taken');
      const was = await this.repository.find(tx, employeeId);
      await this.repository.put(tx, employeeId, number);
      this.audit.record(tx, viewer, 'extension.changed', { subjectId: employeeId, body: { number } });
      return was;
    });
    try {
      await this.keeper.confirm(employeeId);
    } catch (error) {
      if (before) await this.uow.as(scopeOf(viewer), (tx) => this.repository.put(tx, employeeId, before.number));
      this.keeper.settleSoon();
      throw error;
    }
    // The numbers that ring this person by themselves name the extension.
    this.trunks.settleSoon();
    return this.uow.as(scopeOf(viewer), async (tx) => viewOf((await this.repository.find(tx, employeeId))!, viewer));
  }

  /** Whoever has none gets the lowest that is free. @throws UserError `employee.not-found`, `employee.suspended` */
  async ensure(tx: Tx, employeeId: EmployeeId): Promise<string> {
    const active = await this.repository.isActive(tx, employeeId);
    if (active === null) throw new UserError('employee.not-found', { id: employeeId });
    if (!active) throw new UserError('employee.suspended', { id: employeeId });
    const known = await this.repository.find(tx, employeeId);
    if (known) return known.number;
    const number = await this.repository.freeNumber(tx, emergencyNumbers(await this.repository.country(tx)));
    await this.repository.put(tx, employeeId, number);
    tx.afterCommit(() => this.trunks.settleSoon());
    return number;
  }
}

function viewOf({ employee, number, devices }: Extension, viewer: Viewer): ExtensionView {
  const shown = employee.id === viewer.employeeId || hasRight(viewer, 'telephony.manage');
  return {
    employee,
    number,
    online: devices.some((device) => device.online),
    devices: shown ? devices.map(deviceView) : null,
  };
}
