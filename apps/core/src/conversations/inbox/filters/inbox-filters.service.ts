import { Injectable } from '@nestjs/common';
import type { TeamId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import type { InboxFilterChange, InboxFilterView, NewInboxFilter } from './inbox-filter.view.js';
import { InboxFiltersRepository } from './inbox-filters.repository.js';

const mostFilters = 50;

/** Named ways to look at the inbox: what each shows is decided anew by the rights of whoever looks. */
@Injectable()
export class InboxFiltersService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: InboxFiltersRepository,
  ) {}

  list(viewer: Viewer): Promise<InboxFilterView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.list(tx, viewer));
  }

  /** @throws UserError `inbox-filter.limit`, `inbox-filter.no-team` */
  create(viewer: Viewer, filter: NewInboxFilter): Promise<InboxFilterView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if ((await this.repository.countOwn(tx, viewer)) >= mostFilters)
        throw new UserError('inbox-filter.limit', { limit: mostFilters });
      return this.repository.insert(tx, viewer, filter, filter.shared ? await this.team(tx, viewer) : null);
    });
  }

  /** @throws UserError `inbox-filter.not-found`, `inbox-filter.no-team` */
  change(viewer: Viewer, id: string, change: InboxFilterChange): Promise<InboxFilterView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const { shared } = change;
      const teamId = shared === undefined ? undefined : shared ? await this.team(tx, viewer) : null;
      const changed = await this.repository.change(tx, viewer, id, change, teamId);
      if (!changed) throw new UserError('inbox-filter.not-found', { id });
      return changed;
    });
  }

  /** @throws UserError `inbox-filter.not-found` */
  remove(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.remove(tx, viewer, id))) throw new UserError('inbox-filter.not-found', { id });
    });
  }

  private async team(tx: Tx, viewer: Viewer): Promise<TeamId> {
    const team = await this.repository.teamOf(tx, viewer);
    if (team === null) throw new UserError('inbox-filter.no-team');
    return team;
  }
}
