import { createHash } from 'node:crypto';
import { escapeLiteral, Query, type Client } from 'pg';
import { Bug } from '#libs/errors';
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

/** Our statements are written in the code, so there are few; a text that is made up anew each time must not fill every connection. */
const mostStatements = 1_000;
const statementNames = new Map<string, string>();

/**
 * A statement with a name is parsed and planned once per connection: half the time of a short one is planning. That of one without parameters
 * as well: queues are looked at by such, every second or oftener, and mostly find nothing.
 */
function statementName(sql: string): string | undefined {
  const known = statementNames.get(sql);
  if (known !== undefined || statementNames.size >= mostStatements) return known;
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 22);
  statementNames.set(sql, name);
  return name;
}

class Statement extends Query {
  declare name: string | undefined;
}

/** A query of our own making: of a configuration `pg` makes a copy by its property descriptors, which costs a thirtieth of all that we do. */
function rowsOf(client: Client, sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const statement = new Statement(sql, parameters, (error, result) => {
      if (error) reject(error);
      else resolve(result.rows);
    });
    statement.name = statementName(sql);
    client.query(statement);
  });
}

/** @internal What is asked in the same moment goes to the database in one write: each would wake it, and cost us a call of the system. */
export function sendTogether({ connection: { stream } }: Pick<Client, 'connection'>): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}

export interface ClosingStatement {
  readonly sql: string;
  /** $1, $2, … */
  readonly parameters: readonly (number | string | readonly string[])[];
}

/** A message with parameters holds one statement only: here they are written into it. */
function writtenOut({ sql, parameters }: ClosingStatement): string {
  return sql.replace(/\$(\d+)/g, (_, n: string) => literalOf(parameters[Number(n) - 1]!));
}

function literalOf(value: ClosingStatement['parameters'][number]): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeLiteral(value);
  return `array[${value.map((one) => escapeLiteral(one)).join(', ')}]::text[]`;
}

const madeByUnitOfWork = Symbol('made by UnitOfWork');

/**
 * An open transaction. Every repository method takes one first, and only UnitOfWork can make one:
 * forgetting the transaction does not compile.
 */
export class Tx {
  private readonly beforeCommitSteps: (() => Promise<void>)[] = [];
  private readonly closingStatements: (() => ClosingStatement)[] = [];
  private readonly afterCommitSteps: (() => void)[] = [];
  private over = false;

  /** @internal */
  constructor(
    key: typeof madeByUnitOfWork,
    private readonly client: Client,
    readonly scope: DatabaseScope,
    /** BEGIN and the scope, which may still be on their way: what comes after them is sent all the same, and fails if they do. */
    private readonly opening: Promise<unknown>,
  ) {
    if (key !== madeByUnitOfWork) throw new TypeError('Only UnitOfWork makes a Tx');
  }

  /**
   * Several that do not need each other's rows may be asked together (`Promise.all`): they travel at once and are answered in order.
   * Parameters are $1, $2, …; rows come as plain objects with the column names of the statement.
   * `bigint` and `numeric` come as text, `timestamptz` as Date, `json` parsed, `bytea` as Buffer.
   * @throws OperationalError('database.away') or Bug('database.refused'); `sqlStateOf(error)` tells which.
   * Bug('database.transaction-over') where another of them failed meanwhile: on its own it would stand in whatever comes next on the connection
   */
  async query<R = unknown>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
    if (this.over) throw new Bug('database.transaction-over');
    try {
      sendTogether(this.client);
      const [rows] = await Promise.all([rowsOf(this.client, sql, parameters), this.opening]);
      return rows as R[];
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /** Runs after the work, inside the transaction, in the order of registration. */
  beforeCommit(step: () => Promise<void>): void {
    this.beforeCommitSteps.push(step);
  }

  /**
   * The last of all, for what takes a lock that others wait for: it travels in one message with COMMIT, which PostgreSQL does not reach if it fails.
   * @param statement is asked for once all steps before the commit have run
   */
  closeWith(statement: () => ClosingStatement): void {
    this.closingStatements.push(statement);
  }

  /** Runs once the transaction is durable; never when it was rolled back. Must not throw. */
  afterCommit(step: () => void): void {
    this.afterCommitSteps.push(step);
  }

  /** @internal @returns the message that ends the transaction */
  async finish(): Promise<string> {
    for (let step = this.beforeCommitSteps.shift(); step; step = this.beforeCommitSteps.shift()) await step();
    this.over = true;
    return [...this.closingStatements.map((statement) => writtenOut(statement())), 'commit'].join('; ');
  }

  /** @internal */
  abandon(): void {
    this.over = true;
  }

  /** @internal */
  committed(): void {
    for (const step of this.afterCommitSteps) step();
  }
}

/** @internal Only unit-of-work.ts imports this; a lint rule holds everybody else off. */
export const txKey: typeof madeByUnitOfWork = madeByUnitOfWork;
