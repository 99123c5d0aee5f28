import { Injectable } from '@nestjs/common';
import type { TeamId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import { InboxRepository } from '../inbox.repository.js';
import type { InboxFilterChange, InboxFilterCounts, InboxFilterView, NewInboxFilter } from './inbox-filter.view.js';
import { InboxFiltersRepository } from './inbox-filters.repository.js';

const mostFilters = 50;
/** Beside the name of a filter nobody reads more than two digits. */
const countedUpTo = 100;

/** Named ways to look at the inbox: what each shows is decided anew by the rights of whoever looks. */
@Injectable()
export class InboxFiltersService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: InboxFiltersRepository,
    private readonly conversations: InboxRepository,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<InboxFilterView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.list(tx, viewer));
  }

  /** By what whoever asks may see: a colleague's filter shows each another number. */
  counts(viewer: Viewer): Promise<InboxFilterCounts> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const filters = (await this.repository.list(tx, viewer)).slice(0, mostFilters);
      const criteria = filters.map((filter) => filter.criteria);
      const counts = await this.conversations.countEach(tx, viewer, criteria, countedUpTo);
      return { items: filters.map(({ id }, n) => ({ id, count: counts[n]! })) };
    });
  }

  /** @throws UserError `inbox-filter.limit`, `inbox-filter.no-team` */
  create(viewer: Viewer, filter: NewInboxFilter): Promise<InboxFilterView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if ((await this.repository.countOwn(tx, viewer)) >= mostFilters)
        throw new UserError('inbox-filter.limit', { limit: mostFilters });
      const made = await this.repository.insert(tx, viewer, filter, filter.shared ? await this.team(tx, viewer) : null);
      if (made.shared) this.record(tx, viewer, 'shared', made.id);
      return made;
    });
  }

  /** @throws UserError `inbox-filter.not-found`, `inbox-filter.no-team` */
  change(viewer: Viewer, id: string, change: InboxFilterChange): Promise<InboxFilterView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const { shared } = change;
      const teamId = shared === undefined ? undefined : shared ? await this.team(tx, viewer) : null;
      const before = await this.repository.findOwn(tx, viewer, id);
      const changed = await this.repository.change(tx, viewer, id, change, teamId);
      if (!before || !changed) throw new UserError('inbox-filter.not-found', { id });
      if (changed.shared) this.record(tx, viewer, before.shared ? 'changed' : 'shared', id);
      else if (before.shared) this.record(tx, viewer, 'withdrawn', id);
      return changed;
    });
  }

  /** @throws UserError `inbox-filter.not-found` */
  remove(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const removed = await this.repository.remove(tx, viewer, id);
      if (!removed) throw new UserError('inbox-filter.not-found', { id });
      if (removed.shared) this.record(tx, viewer, 'withdrawn', id);
    });
  }

  /** What colleagues find in their inbox by somebody's hand is on record; one's own filters are one's own. */
  private record(tx: Tx, viewer: Viewer, what: 'shared' | 'changed' | 'withdrawn', id: string): void {
    this.audit.record(tx, viewer, `inbox-filter.${what}`, { subjectId: id });
  }

  private async team(tx: Tx, viewer: Viewer): Promise<TeamId> {
    const team = await this.repository.teamOf(tx, viewer);
    if (team === null) throw new UserError('inbox-filter.no-team');
    return team;
  }
}
