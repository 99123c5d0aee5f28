import { escapeLiteral, type Client } from 'pg';
import { roleNames, userOf } from '../role-name.js';
import { migrations as ours, type Migration } from './index.js';
import { digestOf, pendingOf, readApplied } from './schema-guard.js';

const recordTable = `
  create table if not exists public.keepline_migration (
    name       text primary key,
    digest     text not null,
    applied_at timestamptz not null default now()
  );
  grant select on public.keepline_migration to ${roleNames.map(userOf).join(', ')}`;

/**
 * Applies what is missing, each migration in a transaction of its own together with its record. The caller holds the set-up lock.
 * @returns the names of what was applied
 * @throws SchemaRefused before anything is touched
 */
export async function migrate(client: Client, known: readonly Migration[] = ours): Promise<string[]> {
  await client.query(recordTable);
  const pending = pendingOf(known, await readApplied(client));
  for (const migration of pending) {
    const record = `insert into public.keepline_migration (name, digest) values (${escapeLiteral(migration.name)}, '${digestOf(migration)}')`;
    try {
      // One string without parameters: PostgreSQL runs all of its statements in order and stops at the first that fails.
      await client.query(`begin;\n${migration.sql};\n${record};\ncommit`);
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
  return pending.map(({ name }) => name);
}
