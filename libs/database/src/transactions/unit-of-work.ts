import { Injectable } from '@nestjs/common';
import { escapeLiteral, type Client } from 'pg';
import type { DataSource } from 'typeorm';
import { sendTogether, Tx, txKey, systemScope, type DatabaseScope } from './tx.js';
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

  /**
   * The same for what begins with reading, with nothing waited for in vain: BEGIN travels with the first statements, and what was found is
   * shaped while the commit is on its way to the disk. Nothing is handed out before it is durable.
   * @param find its first statements must only read: if BEGIN failed they would stand alone, without a scope, and see nothing
   */
  read<F, T>(scope: DatabaseScope, find: (tx: Tx) => Promise<F>, shape: (found: F) => T): Promise<T> {
    return this.within(scope, find, { shape });
  }

  private within<T>(scope: DatabaseScope, work: (tx: Tx) => Promise<T>): Promise<T>;
  private within<F, T>(scope: DatabaseScope, find: (tx: Tx) => Promise<F>, reading: Reading<F, T>): Promise<T>;
  private async within<F, T>(
    scope: DatabaseScope,
    work: (tx: Tx) => Promise<F>,
    reading?: Reading<F, T>,
  ): Promise<F | T> {
    const runner = this.dataSource.createQueryRunner();
    let tx: Tx | undefined;
    let result: F | T;
    try {
      const client = (await runner.connect()) as Client;
      try {
        sendTogether(client);
        const opening = client.query(openingOf(scope));
        // Every statement awaits it too; this only keeps it from counting as unheard.
        opening.catch(() => undefined);
        if (!reading) await opening;
        tx = new Tx(txKey, client, scope, opening);
        const found = await work(tx);
        const committing = client.query(await tx.finish());
        committing.catch(() => undefined);
        try {
          result = reading ? reading.shape(found) : found;
        } finally {
          await committing;
        }
      } catch (error) {
        tx?.abandon();
        // A connection that cannot roll back must not return to the pool: the next transaction would join this one.
        await client.query('rollback').catch(() => client.end().catch(() => undefined));
        throw error;
      }
    } catch (error) {
      throw translateDatabaseError(error);
    } finally {
      await runner.release();
    }
    tx?.committed();
    return result;
  }
}

interface Reading<F, T> {
  shape: (found: F) => T;
}

/** BEGIN and the scope in one round trip; `set local` ends with the transaction. */
function openingOf(scope: DatabaseScope): string {
  if (scope.is === 'system') return `begin; set local keepline.scope = 'system'`;
  const employee = escapeLiteral(scope.employeeId);
  const teams = escapeLiteral(scope.teamIds.join(','));
  return `begin; set local keepline.scope = ${escapeLiteral(scope.sees)}; set local keepline.employee = ${employee}; set local keepline.teams = ${teams}`;
}
