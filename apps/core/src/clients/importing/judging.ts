import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { OwnAddresses } from '../../access/masking.js';
import { Masking } from '../../access/masking.repository.js';
import type { Viewer } from '../../access/viewer.js';
import { CardWriting } from '../card-writing.js';
import type { Wanted } from '../changing.js';
import { FieldValuesInvalid } from '../fields/fields.errors.js';
import type { KnownFields } from '../fields/field-values.js';
import type { ReadRow, RowProblem, RowProblemCode, RowWords } from './file/row-words.js';
import { markOf, marksOf, pointKey, type Assigned, type ImportRun, type Point } from './import.js';
import { JudgingRepository, type KnownCard, type KnownEmployee } from './judging.repository.js';

export interface NewCard {
  readonly is: 'new';
  readonly row: RowWords;
  readonly name: string;
  readonly wanted: readonly Wanted[];
  /** Of whoever is here and has a name that is written alike. */
  readonly maybe: ClientId | null;
  readonly assigned: Assigned;
}

export interface ExistingCard {
  readonly is: 'existing';
  readonly row: RowWords;
  readonly card: KnownCard;
  readonly wanted: readonly Wanted[];
  readonly newPoints: readonly Point[];
  readonly newTags: readonly string[];
  /** null: whoever has it keeps it. */
  readonly assigned: Assigned | null;
}

export type Verdict =
  | NewCard
  | ExistingCard
  | { readonly is: 'problem'; readonly n: number; readonly line: number; readonly problem: RowProblem }
  | { readonly is: 'empty' };

/** What a batch is judged by. */
export interface Known {
  readonly fields: KnownFields;
  readonly own: OwnAddresses;
  readonly employees: readonly KnownEmployee[];
  readonly holders: ReadonlyMap<string, readonly ClientId[]>;
  readonly cards: ReadonlyMap<ClientId, KnownCard>;
  /** By name in lower case. */
  readonly companies: ReadonlyMap<string, ClientId>;
}

/** A company that a line names and that is not here: what stands for its id until it is made. */
export const companyToMake = (name: string): string => `new:${name.toLowerCase()}`;

/** What each line of a batch is to become: the same judgement for the look before and for the import itself. */
@Injectable()
export class Judging {
  constructor(
    private readonly repository: JudgingRepository,
    private readonly writing: CardWriting,
    private readonly masking: Masking,
  ) {}

  /** @param lock for whoever writes: cards and addresses are the transaction's until it ends */
  async batch(
    tx: Tx,
    viewer: Viewer,
    run: ImportRun,
    rows: readonly ReadRow[],
    lock: boolean,
  ): Promise<{ verdicts: Verdict[]; known: Known }> {
    const words = rows.flatMap((row) => (row.words ? [row.words] : []));
    const known = await this.known(tx, words, lock);
    const verdicts = rows.map((row): Verdict => {
      if (row.problem) return { is: 'problem', n: row.n, line: row.line, problem: row.problem };
      return row.words ? this.judge(viewer, run, row.words, known) : { is: 'empty' };
    });
    const likely = await this.withLikely(tx, verdicts, run.plan.maybe);
    return { verdicts: await this.withoutDoubles(tx, run.id, likely), known };
  }

  /** How many companies would be made for these lines; one that an earlier line of the file names was counted with that. */
  async countCompanies(tx: Tx, importId: string, verdicts: readonly Verdict[]): Promise<number> {
    const wanted = new Map<string, number>();
    for (const one of verdicts) {
      if (one.is !== 'new' && one.is !== 'existing') continue;
      const to = one.wanted.find(({ field }) => field === 'company')?.to;
      const mark = to?.startsWith('new:') === true ? markOf(`company:${to}`) : null;
      if (mark !== null && !wanted.has(mark)) wanted.set(mark, one.row.line);
    }
    const marks = [...wanted].map(([mark, line]) => ({ mark, line }));
    const claimed = await this.repository.claimMarks(tx, importId, marks);
    return marks.filter(({ mark, line }) => claimed.get(mark) === line).length;
  }

  private async known(tx: Tx, rows: readonly RowWords[], lock: boolean): Promise<Known> {
    const points = [
      ...new Map(rows.flatMap((row) => row.points.map((point) => [pointKey(point), point] as const))).values(),
    ];
    if (lock) await this.repository.lockAddresses(tx, points);
    const holders = await this.repository.holders(tx, points);
    const companies = [...new Set(rows.flatMap(({ company }) => (company === null ? [] : [company.toLowerCase()])))];
    return {
      fields: await this.writing.known(tx),
      own: await this.masking.own(tx),
      employees: await this.repository.employees(tx),
      holders,
      cards: await this.repository.cards(tx, [...new Set([...holders.values()].flat())], lock),
      companies: await this.repository.companies(tx, companies),
    };
  }

  private judge(viewer: Viewer, run: ImportRun, row: RowWords, known: Known): Verdict {
    const problem = (code: RowProblemCode, details: RowProblem['details'] = {}): Verdict => ({
      ...{ is: 'problem', n: row.n, line: row.line, problem: { code, details } },
    });
    if (row.points.some((point) => isOurs(known.own, point))) return problem('address-ours');
    const holders = [...new Set(row.points.flatMap((point) => known.holders.get(pointKey(point)) ?? []))];
    if (holders.some((id) => !known.cards.has(id))) return problem('held');
    if (holders.length > 1) return problem('several-cards', { cards: holders.slice(0, 5) });
    const card = holders[0] === undefined ? null : known.cards.get(holders[0])!;
    const kind = card?.kind ?? row.kind ?? run.plan.kind;
    if (kind === 'company' && row.company !== null) return problem('company-of-company');
    const assigned = assigneeOf(viewer, run, row, known.employees, card);
    if (assigned === 'unknown') return problem('responsible-unknown');
    // A card is named after the address that it has, as one that a letter makes.
    const name = row.name ?? row.points[0]?.value ?? null;
    if (name === null) return problem('name-missing');
    try {
      const wanted = this.writing.wantedOf(known.fields, kind, this.saidBy(row, known));
      return card
        ? existingCard(run, row, card, wanted, assigned)
        : { is: 'new', row, name, wanted: wanted.filter(isNoColumnOfNew), maybe: null, assigned: assigned! };
    } catch (error) {
      if (!(error instanceof FieldValuesInvalid)) throw error;
      const [field, because] = [...error.problems][0]!;
      return problem('field-invalid', { field: labelOf(known, field), because });
    }
  }

  private saidBy({ name, stage, company, fields }: RowWords, known: Known) {
    const companyId =
      company === null ? undefined : (known.companies.get(company.toLowerCase()) ?? companyToMake(company));
    return {
      ...(name === null ? {} : { name }),
      ...(stage === null ? {} : { stage }),
      ...(companyId === undefined ? {} : { companyId }),
      fields,
    };
  }

  /** New ones that are written like somebody who is here. */
  private async withLikely(tx: Tx, verdicts: readonly Verdict[], maybe: 'leave' | 'create'): Promise<Verdict[]> {
    const fresh = verdicts.flatMap((verdict, at) =>
      verdict.is === 'new' && verdict.row.name !== null ? [{ at, verdict }] : [],
    );
    const alike = await this.repository.writtenAs(
      tx,
      fresh.map(({ verdict }) => verdict.name),
    );
    const found = new Map(fresh.flatMap(({ at }, n) => (alike.has(n) ? [[at, alike.get(n)!] as const] : [])));
    return verdicts.map((verdict, at): Verdict => {
      const like = found.get(at);
      if (like === undefined || verdict.is !== 'new') return verdict;
      if (maybe === 'create') return { ...verdict, maybe: like };
      const { n, line } = verdict.row;
      return { is: 'problem', n, line, problem: { code: 'maybe-known', details: { cards: [like] } } };
    });
  }

  /** A client stands in a file once: the first line counts. */
  private async withoutDoubles(tx: Tx, importId: string, verdicts: readonly Verdict[]): Promise<Verdict[]> {
    const marked = verdicts.map((verdict) =>
      verdict.is === 'new' || verdict.is === 'existing'
        ? marksOf(
            verdict.row.points,
            verdict.is === 'new' ? verdict.name : verdict.card.name,
            verdict.is === 'existing' ? verdict.card.id : null,
          ).map((mark) => ({ mark, line: verdict.row.line }))
        : [],
    );
    const lines = await this.repository.claimMarks(tx, importId, marked.flat());
    return verdicts.map((verdict, at): Verdict => {
      if (verdict.is !== 'new' && verdict.is !== 'existing') return verdict;
      const { n, line } = verdict.row;
      const first = marked[at]!.map(({ mark }) => lines.get(mark)!).find((other) => other !== line);
      return first === undefined
        ? verdict
        : { is: 'problem', n, line, problem: { code: 'line-twice', details: { line: first } } };
    });
  }
}

/** Name and stage of a new card stand in its row from the beginning. */
const isNoColumnOfNew = ({ field, to }: Wanted): boolean => field !== 'name' && field !== 'stage' && to !== null;

const labelOf = ({ fields }: Known, key: string): string => fields.fields.find((one) => one.key === key)?.label ?? key;

const isOurs = (own: OwnAddresses, { kind, value }: Point): boolean =>
  kind === 'email' ? own.emails.has(value) : own.phones.has(kind === 'phone' ? value : `+${value}`);

/** @returns null: nothing changes; only of a card that is here */
function assigneeOf(
  viewer: Viewer,
  { plan }: ImportRun,
  { responsible }: RowWords,
  employees: readonly KnownEmployee[],
  card: KnownCard | null,
): Assigned | null | 'unknown' {
  const wanted = responsible?.toLowerCase() ?? null;
  const named = wanted === null ? [] : employees.filter(({ name, email }) => name === wanted || email === wanted);
  if (wanted !== null && named.length !== 1) return 'unknown';
  const person = named[0] ?? (card === null ? employees.find(({ id }) => id === plan.responsibleId) : undefined);
  if (card === null) return { employeeId: person?.id ?? null, teamId: person?.teamId ?? viewer.teamIds[0] ?? null };
  if (person === undefined || person.id === card.responsibleId) return null;
  const takes = plan.existing === 'overwrite' || (plan.existing === 'fill' && card.responsibleId === null);
  return takes ? { employeeId: person.id, teamId: person.teamId ?? card.teamId } : null;
}

function existingCard(
  { plan: { existing } }: ImportRun,
  row: RowWords,
  card: KnownCard,
  wanted: readonly Wanted[],
  assigned: Assigned | null,
): ExistingCard {
  const now = (field: string): string | null => {
    if (field === 'name') return card.name;
    if (field === 'stage') return card.stage;
    return field === 'company' ? card.companyId : (card.fields[field.slice('fields.'.length)] ?? null);
  };
  const real = wanted.filter(
    ({ field, to }) => to !== null && now(field) !== to && (existing === 'overwrite' || now(field) === null),
  );
  const rest = { is: 'existing', row, card } as const;
  if (existing === 'skip') return { ...rest, wanted: [], newPoints: [], newTags: [], assigned: null };
  return {
    ...rest,
    wanted: real,
    newPoints: row.points.filter((point) => !card.points.includes(pointKey(point))),
    newTags: row.tags.filter((tag) => !card.tags.includes(tag.toLowerCase())),
    assigned,
  };
}

/** Nothing of it changes the card. */
export const changesNothing = (one: ExistingCard): boolean =>
  one.wanted.length === 0 && one.newPoints.length === 0 && one.newTags.length === 0 && one.assigned === null;
