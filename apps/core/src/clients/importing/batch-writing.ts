import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { CardWriting } from '../card-writing.js';
import type { FieldChange } from '../history/card-changes.repository.js';
import type { ImportRun, Point } from './import.js';
import { ImportCardsRepository, type CardToMake, type ImportedCard } from './import-cards.repository.js';
import { changesNothing, companyToMake, type ExistingCard, type Known, type NewCard, type Verdict } from './judging.js';
import { JudgingRepository } from './judging.repository.js';

/** A company has at most so many tags; further ones out of a file are left out, and the card is made without them. */
const mostTags = 300;

interface Making extends CardToMake {
  readonly line: number;
  readonly changes: readonly FieldChange[];
  readonly points: readonly Point[];
  readonly tags: readonly string[];
}

/** Writes what the lines of a batch are to become, in the transaction in which they were judged. */
@Injectable()
export class BatchWriting {
  constructor(
    private readonly cards: ImportCardsRepository,
    private readonly judging: JudgingRepository,
    private readonly writing: CardWriting,
    private readonly audit: Audit,
  ) {}

  /** @returns companies that were made besides the lines' own cards */
  async write(
    tx: Tx,
    viewer: Viewer,
    run: ImportRun,
    verdicts: readonly Verdict[],
    known: Known,
  ): Promise<{ companies: number }> {
    const fresh = verdicts.filter((verdict) => verdict.is === 'new');
    const changed = verdicts.filter((verdict) => verdict.is === 'existing').filter((one) => !changesNothing(one));
    if (fresh.length + changed.length === 0) return { companies: 0 };
    const tags = await this.tagsFor(tx, viewer, [
      ...fresh.flatMap(({ row }) => row.tags),
      ...changed.flatMap(({ newTags }) => newTags),
    ]);
    const making = fresh.map((one) => newCard(run, one));
    const companies = companiesToMake(run, [...fresh, ...changed], making, viewer);
    const ids = new Map([
      ...companies.map(({ id, name }) => [companyToMake(name), id] as const),
      ...making.filter(({ kind }) => kind === 'company').map(({ id, name }) => [companyToMake(name), id] as const),
      // Known ones count first; there is none of that name then.
      ...[...known.companies].map(([name, id]) => [companyToMake(name), id] as const),
    ]);
    await this.make(tx, viewer, run, [...companies, ...making], { tags, ids });
    await this.change(tx, viewer, run, changed, { tags, ids });
    return { companies: companies.length };
  }

  private async make(tx: Tx, viewer: Viewer, run: ImportRun, making: readonly Making[], known: Links): Promise<void> {
    await this.cards.make(tx, making, viewer.employeeId);
    await this.addAll(tx, viewer, making, known);
    const written = await this.writing.writeMany(
      tx,
      viewer,
      making.map(({ id, changes, points, tags }) => ({
        id,
        changes: linked(changes, known),
        more: [cameBy(run), ...added(points, tags, known)],
      })),
    );
    await this.cards.note(
      tx,
      run.id,
      making.map(({ id, line }): ImportedCard => ({
        id,
        ...{ line, made: true, version: written.get(id)!.version },
        ...{ changeId: null, was: null, became: null },
      })),
    );
    for (const { id, employeeId: responsibleId, teamId } of making)
      this.audit.record(tx, viewer, 'card.created', {
        clientId: id,
        body: { responsibleId, teamId, importId: run.id },
      });
  }

  private async change(
    tx: Tx,
    viewer: Viewer,
    run: ImportRun,
    changed: readonly ExistingCard[],
    known: Links,
  ): Promise<void> {
    const assigned = changed.flatMap(({ card, assigned }) => (assigned ? [{ id: card.id, to: assigned }] : []));
    await this.cards.assign(tx, assigned, 'import', viewer.employeeId);
    await this.addAll(
      tx,
      viewer,
      changed.map(({ card: { id }, newPoints: points, newTags: tags }) => ({ id, points, tags })),
      known,
    );
    const changes = changed.map((one) => ({
      id: one.card.id,
      changes: linked(
        one.wanted.map((wanted) => ({ ...wanted, from: nowOf(one, wanted.field) })),
        known,
      ),
      more: [cameBy(run), ...added(one.newPoints, one.newTags, known)],
    }));
    const written = await this.writing.writeMany(tx, viewer, changes);
    await this.cards.note(
      tx,
      run.id,
      changed.map(({ card, row, assigned: became }): ImportedCard => {
        const was = became ? { employeeId: card.responsibleId, teamId: card.teamId } : null;
        return { id: card.id, line: row.line, made: false, ...written.get(card.id)!, was, became };
      }),
    );
    for (const [at, { card }] of changed.entries()) {
      const fields = [...new Set([...changes[at]!.changes, ...changes[at]!.more].map(({ field }) => field))].sort();
      this.audit.record(tx, viewer, 'card.changed', { clientId: card.id, body: { fields, importId: run.id } });
    }
  }

  private async addAll(
    tx: Tx,
    viewer: Viewer,
    cards: readonly { id: ClientId; points: readonly Point[]; tags: readonly string[] }[],
    { tags }: Links,
  ): Promise<void> {
    const points = cards.flatMap(({ id, points }) => points.map((point) => ({ ...point, clientId: id })));
    await this.cards.addPoints(tx, points, viewer.employeeId);
    const tagged = cards.flatMap((card) =>
      card.tags.flatMap((name) => {
        const tagId = tags.get(name.toLowerCase());
        return tagId === undefined ? [] : [{ clientId: card.id, tagId }];
      }),
    );
    await this.cards.addTags(tx, tagged, viewer.employeeId);
  }

  private async tagsFor(tx: Tx, viewer: Viewer, names: readonly string[]): Promise<Map<string, string>> {
    const known = await this.judging.tags(tx);
    const missing = new Map(names.map((name) => [name.toLowerCase(), name]));
    for (const name of known.keys()) missing.delete(name);
    const room = Math.max(0, mostTags - known.size);
    const made = await this.cards.makeTags(tx, [...missing.values()].slice(0, room), viewer.employeeId);
    for (const id of made.values()) this.audit.record(tx, viewer, 'card-tag.created', { subjectId: id });
    return new Map([...known, ...made]);
  }
}

interface Links {
  /** By name in lower case. */
  readonly tags: ReadonlyMap<string, string>;
  /** Companies, by what stands for their id until they are made. */
  readonly ids: ReadonlyMap<string, ClientId>;
}

const cameBy = ({ fileName }: ImportRun): FieldChange => ({ field: 'imported', is: 'text', from: null, to: fileName });

const added = (points: readonly Point[], tags: readonly string[], known: Links): FieldChange[] => [
  ...points.map(({ kind, value }): FieldChange => ({ field: 'contact-point', is: kind, from: null, to: value })),
  ...tags
    .filter((name) => known.tags.has(name.toLowerCase()))
    .map((name): FieldChange => ({ field: 'tag', is: 'text', from: null, to: name })),
];

/** With the id of a company in the place of what stood for it. */
const linked = (changes: readonly FieldChange[], { ids }: Links): FieldChange[] =>
  changes.map((one) =>
    one.field === 'company' && one.to?.startsWith('new:') === true ? { ...one, to: ids.get(one.to)! } : one,
  );

function nowOf({ card }: ExistingCard, field: string): string | null {
  if (field === 'name') return card.name;
  if (field === 'stage') return card.stage;
  return field === 'company' ? card.companyId : (card.fields[field.slice('fields.'.length)] ?? null);
}

const newCard = ({ plan }: ImportRun, { row, name, wanted, assigned }: NewCard): Making => ({
  id: uuidv7() as ClientId,
  ...{ line: row.line, kind: row.kind ?? plan.kind, name, stage: row.stage ?? plan.stage },
  ...assigned,
  changes: wanted.map((one) => ({ ...one, from: null })),
  ...{ points: row.points, tags: row.tags },
});

/** Each once, whichever lines name it; with whoever is responsible for the first of them. */
function companiesToMake(
  { plan }: ImportRun,
  lines: readonly (NewCard | ExistingCard)[],
  making: readonly Making[],
  viewer: Viewer,
): Making[] {
  const inFile = new Set(making.filter(({ kind }) => kind === 'company').map(({ name }) => companyToMake(name)));
  const companies = new Map<string, Making>();
  for (const { row, wanted, assigned } of lines) {
    const stands = wanted.find(({ field, to }) => field === 'company' && to?.startsWith('new:') === true)?.to;
    if (stands == null || inFile.has(stands) || companies.has(stands)) continue;
    companies.set(stands, {
      id: uuidv7() as ClientId,
      ...{ line: row.line, kind: 'company', name: row.company!, stage: plan.stage },
      ...(assigned ?? { employeeId: null, teamId: viewer.teamIds[0] ?? null }),
      ...{ changes: [], points: [], tags: [] },
    });
  }
  return [...companies.values()];
}
