import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { UserError } from '#libs/errors';
import type { Migration } from './index.js';

/** SHA-256 of the SQL, hex. */
export const digestOf = (migration: Migration): string => createHash('sha256').update(migration.sql).digest('hex');

/** By name: the digest that was recorded when the migration was applied. */
export type Applied = ReadonlyMap<string, string>;

/** The schema and the program do not fit; the message is for the operator: what is wrong, and what to do. */
export class SchemaRefused extends UserError {
  constructor(code: `database.schema-${'behind' | 'edited' | 'newer'}`, names: readonly string[], advice: string) {
    super(code, { migrations: names });
    this.message = `${advice} (${code}: ${names.join(', ')})`;
  }
}

/** Nothing is recorded where the table is not there yet. */
export async function readApplied(client: Pick<Client, 'query'>): Promise<Applied> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `select to_regclass('public.keepline_migration') is not null as there`,
  );
  if (!found[0]!.there) return new Map();
  const { rows } = await client.query<{ name: string; digest: string }>(
    'select name, digest from public.keepline_migration',
  );
  return new Map(rows.map((row) => [row.name, row.digest]));
}

/** What is still to be applied. @throws SchemaRefused when the database is newer than the program or its history was edited */
export function pendingOf(known: readonly Migration[], applied: Applied): Migration[] {
  const names = new Set(known.map((migration) => migration.name));
  const newer = [...applied.keys()].filter((name) => !names.has(name));
  if (newer.length > 0) {
    throw new SchemaRefused(
      'database.schema-newer',
      newer,
      'The database was written by a newer Keepline. Start that release, or a later one.',
    );
  }
  const edited = known.filter(
    (migration) => applied.has(migration.name) && applied.get(migration.name) !== digestOf(migration),
  );
  if (edited.length > 0) {
    const words = 'A migration was edited after it had been applied here. Start the release that wrote this database.';
    throw new SchemaRefused(
      'database.schema-edited',
      edited.map(({ name }) => name),
      words,
    );
  }
  return known.filter((migration) => !applied.has(migration.name));
}

/** For whoever starts without the right to migrate. @throws SchemaRefused */
export function guardSchema(known: readonly Migration[], applied: Applied): void {
  const behind = pendingOf(known, applied).map(({ name }) => name);
  if (behind.length > 0) {
    throw new SchemaRefused(
      'database.schema-behind',
      behind,
      'The database is behind this release. Run "keepline migrate", then start again.',
    );
  }
}
