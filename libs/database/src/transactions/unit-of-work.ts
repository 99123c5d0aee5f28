import { Injectable } from '@nestjs/common';
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
    try {
      await runner.connect();
      await runner.startTransaction();
      const tx = new Tx(txKey, runner.manager, scope);
      try {
        await tx.query(
          `select set_config('keepline.scope', $1, true), set_config('keepline.employee', $2, true), set_config('keepline.teams', $3, true)`,
          scope.is === 'system' ? ['system', '', ''] : [scope.sees, scope.employeeId, scope.teamIds.join(',')],
        );
        const result = await work(tx);
        await tx.finish();
        await runner.commitTransaction();
        tx.committed();
        return result;
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
    } catch (error) {
      throw translateDatabaseError(error);
    } finally {
      await runner.release();
    }
  }
}
