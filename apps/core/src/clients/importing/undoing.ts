import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId, TeamId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { hasRight } from '../../access/rights.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { CardWriting } from '../card-writing.js';
import type { ContactPointKind } from '../contact-point.js';
import type { FieldChange } from '../history/card-changes.repository.js';
import { ImportCardsRepository } from './import-cards.repository.js';
import { pointKey, type Assigned } from './import.js';
import { ImportNobodyMay } from './importing.errors.js';
import { ImportsRepository, type UndoTally } from './imports.repository.js';
import { ImportWork } from './import-work.js';
import { JudgingRepository, type KnownCard } from './judging.repository.js';
import { ImportUndoingRepository, type CardToUndo } from './undoing.repository.js';

const batchCards = 200;
const assigneeOf = (pair: readonly (string | null)[]): Assigned => ({
  employeeId: pair[0] as EmployeeId | null,
  teamId: pair[1] as TeamId | null,
});

/** What goes back on one card, and whether anything has to stay. */
interface Back {
  readonly id: ClientId;
  readonly changes: readonly FieldChange[];
  readonly points: readonly FieldChange[];
  readonly tags: readonly FieldChange[];
  readonly to: Assigned | null;
  readonly left: string | null;
}

/** Takes an import back, card by card: what somebody touched since is left, and said. */
@Injectable()
export class ImportUndoing {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly imports: ImportsRepository,
    private readonly repository: ImportUndoingRepository,
    private readonly cards: ImportCardsRepository,
    private readonly judging: JudgingRepository,
    private readonly writing: CardWriting,
    private readonly work: ImportWork,
    private readonly audit: Audit,
  ) {}

  /** @param goesOn asked before each batch */
  async undo(id: string, goesOn: () => boolean): Promise<void> {
    for (let more = true; more;) {
      if (!goesOn()) return this.uow.run((tx) => this.imports.release(tx, id));
      const viewer = await this.uow.run((tx) => this.imports.actor(tx, id, 'undone_by'));
      // The system scope would put back what this person may not change any more.
      if (!viewer || !hasRight(viewer, 'clients.import')) return this.stop(id);
      more = await this.uow.as(scopeOf(viewer), (tx) => this.batch(tx, viewer, id));
    }
  }

  private stop(id: string): Promise<void> {
    return this.uow.run(async (tx) => {
      await this.imports.end(tx, id, 'done', new ImportNobodyMay());
      this.work.tell(tx, id);
    });
  }

  /** @returns whether there is more */
  private async batch(tx: Tx, viewer: Viewer, id: string): Promise<boolean> {
    const row = await this.imports.lock(tx, id);
    if (row?.state !== 'undoing') return false;
    const next = await this.repository.next(tx, id, batchCards);
    const [made, changed] = [next.filter((one) => one.made), next.filter((one) => !one.made)];
    const stay = await this.repository.takeBack(
      tx,
      id,
      made.map(({ cardId }) => cardId),
    );
    const back = await this.putBack(tx, viewer, changed);
    for (const { cardId } of made)
      if (!stay.has(cardId))
        this.audit.record(tx, viewer, 'card.import-undone', { clientId: cardId, body: { importId: id } });
    const handled = next.map(({ n, made: wasMade, cardId }) => ({
      n,
      left: wasMade ? (stay.get(cardId) ?? null) : (back.get(cardId) ?? null),
      wasMade,
    }));
    await this.repository.handled(tx, id, handled);
    const undid = tallied(row.undid ?? { removed: 0, restored: 0, left: {} }, handled);
    await this.imports.progress(tx, id, { doneRows: row.doneRows + next.length, undid });
    if (next.length < batchCards) {
      await this.imports.end(tx, id, 'undone');
      const left = Object.values(undid.left).reduce((sum, n) => sum + n, 0);
      const body = { removed: undid.removed, restored: undid.restored, left };
      this.audit.record(tx, viewer, 'import.undone', { subjectId: id, body });
    }
    this.work.tell(tx, id);
    return next.length === batchCards;
  }

  /** @returns why a card is not wholly as it was */
  private async putBack(tx: Tx, viewer: Viewer, changed: readonly CardToUndo[]): Promise<Map<ClientId, string | null>> {
    const now = await this.judging.cards(
      tx,
      changed.map(({ cardId }) => cardId),
      true,
    );
    const backs = changed.map((one) => backOf(one, now.get(one.cardId)));
    const points = backs.flatMap(({ id, points }) =>
      points.map(({ is, from }) => ({ clientId: id, kind: is as ContactPointKind, value: from! })),
    );
    await this.repository.removePoints(tx, points);
    await this.repository.removeTags(
      tx,
      backs.flatMap(({ id, tags }) => tags.map(({ from }) => ({ clientId: id, name: from! }))),
    );
    const assigned = backs.flatMap(({ id, to }) => (to ? [{ id, to }] : []));
    await this.cards.assign(tx, assigned, 'import-undone', viewer.employeeId);
    const touched = backs.filter(({ changes, points, tags }) => changes.length + points.length + tags.length > 0);
    await this.writing.writeMany(
      tx,
      viewer,
      touched.map(({ id, changes, points, tags }) => ({ id, changes, more: [...points, ...tags] })),
    );
    for (const { id, changes, points, tags } of touched) {
      const fields = [...new Set([...changes, ...points, ...tags].map(({ field }) => field))].sort();
      this.audit.record(tx, viewer, 'card.changed', { clientId: id, body: { fields } });
    }
    return new Map(backs.map(({ id, left }) => [id, left]));
  }
}

/** Each value goes back only where it still is what the import made it. @param card as it is now; undefined: it went on as another, or is gone */
export function backOf({ cardId: id, changes, was, became }: CardToUndo, card: KnownCard | undefined): Back {
  const nothing = { id, changes: [], points: [], tags: [], to: null };
  if (!card || !changes) return { ...nothing, left: 'merged' };
  const did = changes.filter(({ field }) => field !== 'imported');
  const still = did.filter((one) => isStill(one, card));
  const reversed = still.map((one): FieldChange => ({ ...one, from: one.to, to: one.from }));
  const of = (field: string) => reversed.filter((one) => one.field === field);
  const [person, team] = became ?? [];
  const keeps = became !== null && card.responsibleId === person && card.teamId === team;
  const all = still.length === did.length && (became === null || keeps);
  return {
    id,
    changes: reversed.filter(({ field }) => field !== 'contact-point' && field !== 'tag'),
    points: of('contact-point'),
    tags: of('tag'),
    to: keeps && was ? assigneeOf(was) : null,
    left: all ? null : still.length === 0 && !keeps ? 'changed' : 'changed-in-part',
  };
}

function isStill({ field, is, to }: FieldChange, card: KnownCard): boolean {
  switch (field) {
    case 'contact-point':
      return card.points.includes(pointKey({ kind: is as ContactPointKind, value: to! }));
    case 'tag':
      return card.tags.includes(to!.toLowerCase());
    case 'name':
      return card.name === to;
    case 'stage':
      return card.stage === to;
    case 'company':
      return card.companyId === to;
    default:
      return (card.fields[field.slice('fields.'.length)] ?? null) === to;
  }
}

function tallied(before: UndoTally, handled: readonly { left: string | null; wasMade: boolean }[]): UndoTally {
  const tally = { ...before, left: { ...before.left } };
  for (const { left, wasMade } of handled) {
    if (left !== null) tally.left[left] = (tally.left[left] ?? 0) + 1;
    else if (wasMade) tally.removed++;
    else tally.restored++;
  }
  return tally;
}
