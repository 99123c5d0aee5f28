import { Injectable } from '@nestjs/common';
import { escapeLiteral, type Client } from 'pg';
import type { DataSource } from 'typeorm';
import { Tx, txKey, systemScope, type DatabaseScope } from './tx.js';
import { translateDatabaseError } from '../database.errors.js';

/** Opens transactions; the only maker of Tx. */
@Injectable()
export class UnitOfWork {
  constructor(private readonly dataSource: DataSource) {}

  /** A transaction of the machinery itself: capture, relay, jobs. Row-level security lets it see everything of its own schema. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.within(systemScope, work);
  }

  /** A transaction on behalf of a person: PostgreSQL itself shows only the rows that this scope may see. */
  as<T>(scope: DatabaseScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.within(scope, work);
  }

  private async within<T>(scope: DatabaseScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    let tx: Tx;
    let result: T;
    try {
      const client = (await runner.connect()) as Client;
      try {
        await client.query(openingOf(scope));
        tx = new Tx(txKey, client, scope);
        result = await work(tx);
        await tx.finish();
        await client.query('commit');
      } catch (error) {
        // A connection that cannot roll back must not return to the pool: the next transaction would join this one.
        await client.query('rollback').catch(() => client.end().catch(() => undefined));
        throw error;
      }
    } catch (error) {
      throw translateDatabaseError(error);
    } finally {
      await runner.release();
    }
    tx.committed();
    return result;
  }
}

/** BEGIN and the scope in one round trip; `set local` ends with the transaction. */
function openingOf(scope: DatabaseScope): string {
  if (scope.is === 'system') return `begin; set local keepline.scope = 'system'`;
  const employee = escapeLiteral(scope.employeeId);
  const teams = escapeLiteral(scope.teamIds.join(','));
  return `begin; set local keepline.scope = ${escapeLiteral(scope.sees)}; set local keepline.employee = ${employee}; set local keepline.teams = ${teams}`;
}
