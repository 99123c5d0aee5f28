import { escapeIdentifier, type Client } from 'pg';
import { passwordOf, type Derive } from '../connections/server-url.js';
import { roleNames, userOf, type RoleName } from '../role-name.js';
import { scramVerifier } from './scram-verifier.js';

/**
 * A user and a schema for each role. A role may use its own schema and sees nothing of the others;
 * tables belong to the administrator, so row-level security holds for every role.
 */
export async function makeRoleUsers(client: Client, derive: Derive): Promise<void> {
  const { rows } = await client.query<{ name: string; known: string[] }>(
    'select current_database() as name, array(select rolname::text from pg_roles where rolname = any ($1)) as known',
    [roleNames.map(userOf)],
  );
  const { name, known } = rows[0]!;
  const database = escapeIdentifier(name);
  await client.query(
    ['begin', ...roleNames.flatMap((role) => statementsFor(role, known, database, derive)), 'commit'].join(';\n'),
  );
}

function statementsFor(role: RoleName, known: readonly string[], database: string, derive: Derive): string[] {
  const user = userOf(role);
  const attributes = `login password '${scramVerifier(passwordOf(role, derive))}'`;
  return [
    known.includes(user) ? `alter role ${user} ${attributes}` : `create role ${user} ${attributes}`,
    `create schema if not exists ${role}`,
    `grant connect on database ${database} to ${user}`,
    `grant usage on schema ${role} to ${user}`,
    `alter role ${user} set search_path = ${role}`,
    `alter role ${user} set jit = off`,
    // Row-level security makes planning dearer than what is planned, and the text of a statement, not its values, decides how it is walked.
    `alter role ${user} set plan_cache_mode = force_generic_plan`,
    // A transaction that somebody forgot must not hold its locks for ever.
    `alter role ${user} set idle_in_transaction_session_timeout = '5min'`,
  ];
}
