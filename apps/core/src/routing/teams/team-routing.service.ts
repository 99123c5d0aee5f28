import { Injectable } from '@nestjs/common';
import type { TeamId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { TeamRoutingRepository } from './team-routing.repository.js';
import type { BoardRow, TeamRouting, TeamRoutingView } from './team-routing.view.js';

/** How each team's conversations find somebody, and what everybody has in hand. */
@Injectable()
export class TeamRoutingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TeamRoutingRepository,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<TeamRoutingView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.list(tx));
  }

  /** @throws UserError `team.not-found`, `routing.not-a-colleague` */
  async put(viewer: Viewer, id: TeamId, routing: TeamRouting): Promise<TeamRoutingView> {
    const view = await this.uow.as(scopeOf(viewer), async (tx) => {
      const before = await this.repository.find(tx, id);
      if (!before) throw new UserError('team.not-found', { id });
      const strangers = await this.repository.strangers(tx, routing.members);
      if (strangers.length > 0) throw new UserError('routing.not-a-colleague', { ids: strangers });
      await this.repository.put(tx, id, routing, viewer.employeeId);
      this.audit.record(tx, viewer, 'routing.changed', { subjectId: id, body: { ...routing } });
      return { ...before, routing };
    });
    // Apart: whoever gives something away holds its row and waits for the team's.
    await this.uow.run((tx) => this.repository.lookAnew(tx, id));
    return view;
  }

  board(viewer: Viewer): Promise<BoardRow[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.board(tx, viewer));
  }
}
