import { withClient } from '../connections/admin-client.js';
import { urlFor, type Derive } from '../connections/server-url.js';
import { migrations as ours, type Migration } from '../migrations/index.js';
import { migrate } from '../migrations/migrate.js';
import { guardSchema, readApplied } from '../migrations/schema-guard.js';
import type { RoleName } from '../role-name.js';
import { checkRequirements } from './requirements.js';
import { makeRoleUsers } from './role-users.js';

/** Two programs that set up one database wait for each other. The number only has to differ from other locks of ours. */
const setUpLock = 7_117_001;

/**
 * Users, schemas and migrations, as the administrator. Repeating it changes nothing.
 * @returns the names of the migrations that were applied
 * @throws DatabaseUnfit, SchemaRefused, OperationalError('database.away')
 */
export function setUpDatabase(adminUrl: string, derive: Derive, known: readonly Migration[] = ours): Promise<string[]> {
  return withClient(adminUrl, 'set-up', async (client) => {
    await checkRequirements(client);
    await client.query('select pg_advisory_lock($1)', [setUpLock]);
    await makeRoleUsers(client, derive);
    return migrate(client, known);
  });
}

/**
 * What a role that starts alone asks before anything else.
 * @throws SchemaRefused, OperationalError('database.away')
 */
export function guardDatabase(
  role: RoleName,
  serverUrl: string,
  derive: Derive,
  known: readonly Migration[] = ours,
): Promise<void> {
  return withClient(urlFor(role, serverUrl, derive), `${role} guard`, async (client) =>
    guardSchema(known, await readApplied(client)),
  );
}
