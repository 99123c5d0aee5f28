import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { ClientNotFound } from '../../clients/clients.errors.js';
import { TimelineRepository } from '../timeline.repository.js';
import { LongCards } from './long-cards.js';
import { OverviewRepository, type EntryCount } from './overview.repository.js';
import type { OverviewQuery, OverviewView } from './overview.view.js';

/** Where the entries of a timeline are, to be drawn beside it and jumped to. */
@Injectable()
export class OverviewService {
  private readonly longCards = new LongCards();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly timeline: TimelineRepository,
    private readonly repository: OverviewRepository,
  ) {}

  /** @throws ClientNotFound */
  of(viewer: Viewer, id: ClientId, query: OverviewQuery): Promise<OverviewView> {
    return this.uow.read(
      scopeOf(viewer),
      async (tx) => {
        const known = this.longCards.of(id);
        const [contacts, counts] = await Promise.all([
          this.timeline.findContacts(tx, viewer, id),
          known ?? this.repository.counts(tx, id),
        ]);
        if (!contacts) throw new ClientNotFound(id);
        if (!known) this.longCards.keep(id, counts);
        return counts;
      },
      (counts) => {
        const left = counts.filter((each) => fits(each, query));
        const names = new Map(counts.flatMap(({ employee }) => (employee ? [[employee.id, employee.name]] : [])));
        return {
          total: left.reduce((sum, { entries }) => sum + entries, 0),
          months: summed(left, ({ month }) => [month]).map(([month, count]) => ({ month, count })),
          media: summed(counts, ({ what }) => [what]).map(([is, count]) => ({ is, count })),
          employees: summed(counts, ({ employee }) => (employee ? [employee.id] : []))
            .map(([employeeId, count]) => ({ id: employeeId, name: names.get(employeeId) ?? '', count }))
            .toSorted((a, b) => b.count - a.count),
          contactPoints: summed(counts, ({ pointIds }) => pointIds).map(([pointId, count]) => ({ id: pointId, count })),
        };
      },
    );
  }
}

function fits({ what, employee, pointIds }: EntryCount, query: OverviewQuery): boolean {
  const { medium, kind, employeeId, contactPointId } = query;
  return (
    (medium === undefined || what === medium) &&
    (kind === undefined || what === kind) &&
    (employeeId === undefined || employee?.id === employeeId) &&
    (contactPointId === undefined || pointIds.includes(contactPointId))
  );
}

/** In the order in which each key is first met. */
function summed<K extends string>(
  counts: readonly EntryCount[],
  keysOf: (one: EntryCount) => readonly K[],
): [K, number][] {
  const sums = new Map<K, number>();
  for (const one of counts) for (const key of keysOf(one)) sums.set(key, (sums.get(key) ?? 0) + one.entries);
  return [...sums];
}
