import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { TeamId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import type { AbsenceView, NewAbsence } from './absence.view.js';
import { AbsencesRepository, type AbsenceRow } from './absences.repository.js';

/** Who is away, from when until when, and who stands in for them. */
@Injectable()
export class AbsencesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AbsencesRepository,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<AbsenceView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => (await this.repository.list(tx)).map(viewOf));
  }

  /** Of oneself; of everybody for the owner, of their teams for heads. @throws UserError `absence.not-yours`, `absence.not-a-colleague` */
  async begin(viewer: Viewer, { employeeId, substituteId, since, until }: NewAbsence): Promise<AbsenceView> {
    const view = await this.uow.as(scopeOf(viewer), async (tx) => {
      const ids = [employeeId, ...(substituteId === null ? [] : [substituteId])];
      const known = await this.repository.colleagues(tx, ids);
      if (substituteId === employeeId || known.length < ids.length)
        throw new UserError('absence.not-a-colleague', { employeeId, substituteId });
      mustDecide(viewer, employeeId, known.find(({ id }) => id === employeeId)!.teamId);
      const id = uuidv7();
      const absence = {
        employeeId,
        substituteId,
        since: new Date(since),
        until: until === null ? null : new Date(until),
      };
      await this.repository.insert(tx, { id, ...absence }, viewer.employeeId);
      this.audit.record(tx, viewer, 'absence.begun', {
        subjectId: id,
        body: { employeeId, substituteId, since, until },
      });
      const row = await this.repository.find(tx, id);
      if (!row) throw new UserError('absence.over', { id });
      return viewOf(row);
    });
    await this.uow.run((tx) => this.repository.lookAnew(tx, employeeId));
    return view;
  }

  /** @throws UserError `absence.not-found`, `absence.not-yours` */
  end(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const absence = await this.repository.find(tx, id);
      if (!absence) throw new UserError('absence.not-found', { id });
      mustDecide(viewer, absence.employee.id, absence.teamId);
      await this.repository.end(tx, id);
      this.audit.record(tx, viewer, 'absence.ended', { subjectId: id, body: { employeeId: absence.employee.id } });
    });
  }
}

function mustDecide(viewer: Viewer, employeeId: string, teamId: TeamId | null): void {
  const heads = viewer.role === 'manager' && teamId !== null && viewer.teamIds.includes(teamId);
  if (viewer.employeeId !== employeeId && viewer.role !== 'owner' && !heads)
    throw new UserError('absence.not-yours', { employeeId });
}

const viewOf = ({ id, employee, substitute, since, until }: AbsenceRow): AbsenceView => ({
  id,
  ...{ employee, substitute, since: since.toISOString(), until: until?.toISOString() ?? null },
  now: since.getTime() <= Date.now(),
});
