import type { ClientBase } from 'pg';
import { translateDatabaseError } from '../database.errors.js';

/** What the second wall (row-level security) is told about whoever reads; see docs/decisions on access. */
export type DatabaseScope =
  | { readonly is: 'system' }
  | {
      readonly is: 'viewer';
      readonly employeeId: string;
      readonly sees: 'all' | 'team' | 'own' | 'nothing';
      readonly teamIds: readonly string[];
    };

export const systemScope: DatabaseScope = { is: 'system' };

const madeByUnitOfWork = Symbol('made by UnitOfWork');

/**
 * An open transaction. Every repository method takes one first, and only UnitOfWork can make one:
 * forgetting the transaction does not compile.
 */
export class Tx {
  private readonly beforeCommitSteps: (() => Promise<void>)[] = [];
  private readonly afterCommitSteps: (() => void)[] = [];

  /** @internal */
  constructor(
    key: typeof madeByUnitOfWork,
    private readonly client: ClientBase,
    readonly scope: DatabaseScope,
  ) {
    if (key !== madeByUnitOfWork) throw new TypeError('Only UnitOfWork makes a Tx');
  }

  /**
   * Parameters are $1, $2, …; rows come as plain objects with the column names of the statement.
   * `bigint` and `numeric` come as text, `timestamptz` as Date, `json` parsed, `bytea` as Buffer.
   * @throws OperationalError('database.away') or Bug('database.refused'); `sqlStateOf(error)` tells which
   */
  async query<R = unknown>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
    try {
      const result = await this.client.query(sql, parameters as unknown[]);
      return result.rows as R[];
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /** Runs last inside the transaction, in the order of registration: for what takes a lock that others wait for. */
  beforeCommit(step: () => Promise<void>): void {
    this.beforeCommitSteps.push(step);
  }

  /** Runs once the transaction is durable; never when it was rolled back. Must not throw. */
  afterCommit(step: () => void): void {
    this.afterCommitSteps.push(step);
  }

  /** @internal */
  async finish(): Promise<void> {
    for (let step = this.beforeCommitSteps.shift(); step; step = this.beforeCommitSteps.shift()) await step();
  }

  /** @internal */
  committed(): void {
    for (const step of this.afterCommitSteps) step();
  }
}

/** @internal Only unit-of-work.ts imports this; a lint rule holds everybody else off. */
export const txKey: typeof madeByUnitOfWork = madeByUnitOfWork;
