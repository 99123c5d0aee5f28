import { createHash } from 'node:crypto';
import type { ClientId, EmployeeId, TeamId } from '#libs/contracts';
import type { ContactPointKind } from '../contact-point.js';
import type { Target } from './columns.js';
import type { Kind, Stage } from './file/row-words.js';

/** What is done with a client who is here already. */
export const existingRules = ['skip', 'fill', 'overwrite'] as const;
export type ExistingRule = (typeof existingRules)[number];

/** What somebody chose for a file. */
export interface ImportPlan {
  /** What each column says, in the order of the file. */
  readonly columns: readonly Target[];
  /** Of a line that does not say it. */
  readonly kind: Kind;
  readonly stage: Stage;
  /** Of a new card whose line names nobody; null: nobody. */
  readonly responsibleId: EmployeeId | null;
  readonly existing: ExistingRule;
  /** A line whose name is written as a client's who is here, without an address in common. */
  readonly maybe: 'leave' | 'create';
}

/** What is done with a batch under one plan. */
export interface ImportRun {
  readonly id: string;
  readonly fileName: string;
  readonly plan: ImportPlan;
}

/** How many lines came to what end. */
export interface Tally {
  created: number;
  /** Companies that a line named and that were not here. */
  companies: number;
  changed: number;
  unchanged: number;
  skipped: number;
  /** Lines that look like somebody who is here; made or left, as was chosen. */
  maybe: number;
  twice: number;
  failed: number;
  /** Why, by code. */
  codes: Record<string, number>;
}

export const emptyTally = (): Tally => ({
  created: 0,
  ...{ companies: 0, changed: 0, unchanged: 0, skipped: 0, maybe: 0, twice: 0, failed: 0 },
  codes: {},
});

export interface Point {
  readonly kind: ContactPointKind;
  readonly value: string;
}

export const pointKey = ({ kind, value }: Point): string => `${kind}:${value}`;

export interface Assigned {
  readonly employeeId: EmployeeId | null;
  readonly teamId: TeamId | null;
}

/** By what a line is known again within its file: a digest of 64 bits, as PostgreSQL's bigint. Among a million the odds of two alike are 3 in 10⁸. */
export const markOf = (what: string): string => createHash('sha256').update(what).digest().readBigInt64BE(0).toString();

export const marksOf = (points: readonly Point[], name: string, card: ClientId | null): string[] => [
  ...points.map((point) => markOf(pointKey(point))),
  ...(card === null ? [] : [markOf(`card:${card}`)]),
  // Without an address the name is all there is.
  ...(points.length === 0 ? [markOf(`name:${name.toLowerCase()}`)] : []),
];
