import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { TeamId, type EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Audit } from '../../audit/audit.js';
import { Sessions } from '../sign-in/sessions.js';
import { scopeOf, type Viewer } from '../viewer.js';
import type { NewTeam, TeamChange, TeamView } from './team.view.js';
import { TeamsRepository } from './teams.repository.js';

/** Teams. A head may head several, and sees the cards of each. */
@Injectable()
export class TeamsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TeamsRepository,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<TeamView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.all(tx));
  }

  /** @throws UserError `team.name-taken`, `team.head-refused` */
  create(viewer: Viewer, { name, headId }: NewTeam): Promise<TeamView> {
    const id = TeamId.parse(uuidv7());
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.checkHead(tx, headId);
      if (!(await this.repository.insert(tx, id, name, headId))) throw new UserError('team.name-taken');
      this.sessions.afterCommit(tx);
      this.audit.record(tx, viewer, 'team.created', { subjectId: id, body: headId === null ? {} : { headId } });
      return this.get(tx, id);
    });
  }

  /** What the head may see changes with the next request. @throws UserError `team.not-found`, `team.name-taken`, `team.head-refused` */
  change(viewer: Viewer, id: TeamId, { name, headId }: TeamChange): Promise<TeamView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const before = await this.get(tx, id);
      if (name !== undefined && !(await this.repository.rename(tx, id, name))) throw new UserError('team.name-taken');
      if (headId !== undefined) {
        await this.checkHead(tx, headId);
        await this.repository.setHead(tx, id, headId);
        this.sessions.afterCommit(tx);
      }
      const body: Record<string, string | null> = {};
      if (name !== undefined) body['name'] = 'changed';
      if (headId !== undefined) Object.assign(body, { headId, headBefore: before.head?.id ?? null });
      this.audit.record(tx, viewer, 'team.changed', { subjectId: id, body });
      return this.get(tx, id);
    });
  }

  /** @throws UserError `team.not-found` */
  async known(tx: Tx, id: string | null): Promise<TeamId | null> {
    if (id === null) return null;
    if (!(await this.repository.exists(tx, id))) throw new UserError('team.not-found', { id });
    return TeamId.parse(id);
  }

  /** Somebody who cannot head teams any more heads none. @returns the teams that they headed */
  async behead(tx: Tx, viewer: Viewer, headId: EmployeeId): Promise<TeamId[]> {
    const teams = await this.repository.behead(tx, headId);
    for (const subjectId of teams) {
      this.audit.record(tx, viewer, 'team.changed', { subjectId, body: { headId: null, headBefore: headId } });
    }
    return teams;
  }

  private async checkHead(tx: Tx, id: string | null): Promise<void> {
    if (id !== null && !(await this.repository.canHead(tx, id))) throw new UserError('team.head-refused', { id });
  }

  private async get(tx: Tx, id: TeamId): Promise<TeamView> {
    const found = await this.repository.find(tx, id);
    if (found === null) throw new UserError('team.not-found', { id });
    return found;
  }
}
