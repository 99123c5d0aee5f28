import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { canonicalHash } from '../../audit/journal/journal-entry.js';
import { EmployeesRepository } from '../employees/employees.repository.js';
import { scopeOf, type Viewer } from '../viewer.js';
import type { Counted, DepartureSheet, DepartureView, NewDeparture } from './departure.view.js';
import { DeparturesRepository, type FoundSuccessor, type Leaver } from './departures.repository.js';
import { EmployeeAccess } from './employee-access.js';
import { WorkInHandRepository } from './work-in-hand.repository.js';

const some = (counts: readonly Counted[]): Counted[] => counts.filter(({ count }) => count > 0);

/** Somebody leaves for good: in one transaction they get in nowhere any more, and what they had in hand is somebody else's. */
@Injectable()
export class DeparturesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DeparturesRepository,
    private readonly employees: EmployeesRepository,
    private readonly access: EmployeeAccess,
    private readonly work: WorkInHandRepository,
    private readonly audit: Audit,
  ) {}

  /** What a departure would do. @throws UserError `employee.not-found` */
  look(viewer: Viewer, id: EmployeeId): Promise<DepartureView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const leaver = await this.repository.find(tx, id);
      if (leaver === null) throw new UserError('employee.not-found', { id });
      const waiting = { kind: 'waiting', count: await this.work.waiting(tx, id) };
      return {
        employee: { id, name: leaver.name },
        status: leaver.status,
        revokes: some(await this.access.accessOf(tx, id)),
        moves: some([...(await this.access.workOf(tx, id)), waiting]),
        left: some(await this.access.leftBy(tx, id)),
        sheets: await this.repository.sheets(tx, id),
      };
    });
  }

  /**
   * Also of somebody who is suspended already: what they still have in hand is passed on.
   * @throws UserError `employee.not-found`, `employee.last-owner`, `departure.own-not-allowed`, `departure.successor-refused`
   */
  depart(viewer: Viewer, id: EmployeeId, { successor, reason }: NewDeparture): Promise<DepartureSheet> {
    if (id === viewer.employeeId) throw new UserError('departure.own-not-allowed');
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const owners = await this.employees.lockOwners(tx);
      const leaver = await this.repository.lock(tx, id);
      if (leaver === null) throw new UserError('employee.not-found', { id });
      if (owners.includes(id) && owners.length === 1) throw new UserError('employee.last-owner', { id });
      const to = await this.successor(tx, id, successor);
      const sheet = await this.keep(tx, viewer, leaver, to, reason, {
        left: some(await this.access.leftBy(tx, id)),
        waiting: await this.work.waiting(tx, id),
        revoked: some(await this.end(tx, id)),
        moved: some(await this.access.passAll(tx, id, to, viewer.employeeId)),
      });
      await this.access.tellOfHandover(tx, { from: id, to, moved: sheet.moved, by: viewer.employeeId });
      return sheet;
    });
  }

  private async end(tx: Tx, id: EmployeeId): Promise<Counted[]> {
    await this.employees.update(tx, id, { status: 'suspended' });
    return this.access.revokeAll(tx, id);
  }

  private async keep(
    tx: Tx,
    viewer: Viewer,
    { id, name }: Leaver,
    to: FoundSuccessor,
    reason: string,
    done: { left: Counted[]; waiting: number; revoked: Counted[]; moved: Counted[] },
  ): Promise<DepartureSheet> {
    const plain = {
      id: uuidv7(),
      at: new Date().toISOString(),
      employee: { id, name },
      by: { id: viewer.employeeId, name: viewer.name },
      successor: { kind: to.kind, id: to.id, name: to.name },
      reason,
      revoked: done.revoked,
      moved: some([...done.moved, { kind: 'waiting', count: done.waiting }]),
      left: done.left,
    };
    const sheet = { ...plain, sha256: canonicalHash(plain) };
    await this.repository.insert(tx, sheet);
    const body = {
      departureId: sheet.id,
      ...{ sha256: sheet.sha256, successor: { [to.kind]: to.id } },
      ...{ revoked: asObject(sheet.revoked), moved: asObject(sheet.moved), left: asObject(sheet.left) },
    };
    this.audit.record(tx, viewer, 'employee.departed', { subjectId: id, body });
    return sheet;
  }

  private async successor(tx: Tx, leaver: EmployeeId, wanted: NewDeparture['successor']): Promise<FoundSuccessor> {
    const found =
      'employeeId' in wanted
        ? await this.repository.employee(tx, wanted.employeeId)
        : await this.repository.team(tx, wanted.teamId);
    if (found === null || found.id === leaver) throw new UserError('departure.successor-refused', { ...wanted });
    return found;
  }
}

const asObject = (counts: readonly Counted[]): Record<string, number> =>
  Object.fromEntries(counts.map(({ kind, count }) => [kind, count]));
