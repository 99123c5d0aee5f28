import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { CriteriaRepository } from './criteria.repository.js';
import type { CriterionChange, CriterionView, NewCriterion } from './score.view.js';

/** What heads listen for: the owner's for the company, a manager's for their own team. */
@Injectable()
export class CriteriaService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CriteriaRepository,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<CriterionView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.list(tx, viewer));
  }

  /** @throws UserError `criterion.not-allowed`, `team.not-found` */
  create(viewer: Viewer, { teamId, ...rest }: NewCriterion): Promise<CriterionView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const team = teamId === undefined ? ownTeam(viewer) : teamId;
      refuseOthers(viewer, team);
      if (team !== null && !(await this.repository.hasTeam(tx, team)))
        throw new UserError('team.not-found', { id: team });
      const id = uuidv7();
      await this.repository.insert(tx, { ...rest, id, teamId: team }, viewer.employeeId);
      this.audit.record(tx, viewer, 'criterion.created', { subjectId: id, body: { teamId: team } });
      return this.get(tx, viewer, id);
    });
  }

  /** @throws UserError `criterion.not-found`, `criterion.not-allowed` */
  change(viewer: Viewer, id: string, change: CriterionChange): Promise<CriterionView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const { team } = await this.get(tx, viewer, id);
      refuseOthers(viewer, team?.id ?? null);
      await this.repository.update(tx, id, change);
      const { retired } = change;
      const body = { fields: Object.keys(change), ...(retired === undefined ? {} : { retired }) };
      this.audit.record(tx, viewer, 'criterion.changed', { subjectId: id, body });
      return this.get(tx, viewer, id);
    });
  }

  private async get(tx: Tx, viewer: Viewer, id: string): Promise<CriterionView> {
    const criterion = await this.repository.find(tx, viewer, id);
    if (!criterion) throw new UserError('criterion.not-found', { id });
    return criterion;
  }
}

const ownTeam = ({ role, teamIds }: Viewer): string | null => (role === 'owner' ? null : (teamIds[0] ?? null));

function refuseOthers({ role, teamIds }: Viewer, team: string | null): void {
  if (role === 'owner' || teamIds.some((own) => own === team)) return;
  throw new UserError('criterion.not-allowed', { teamId: team });
}
