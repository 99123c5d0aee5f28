import { DataSource } from 'typeorm';
import type { RoleName } from '../role-name.js';
import { translateDatabaseError } from '../database.errors.js';
import { urlFor, type Derive } from './server-url.js';

/** Capture writes in batches and readers are short: few connections go a long way, and each costs memory. */
const poolSizes: Readonly<Record<RoleName, number>> = { core: 10, mail: 6, whatsapp: 2, telephony: 2 };
/** Each costs the server some 10 MB of what it has looked up, and a new one is there in some 10 ms. */
const idleConnectionMs = 10_000;
const connectWithinMs = 5_000;

/**
 * The role's own pool: its user, its schema (the user's search_path), its name in pg_stat_activity.
 * @throws OperationalError('database.away'), Bug('database.refused') for a wrong password
 */
export async function openRoleDataSource(
  role: RoleName,
  serverUrl: string,
  derive: Derive,
  options: { poolSize?: number; onPoolError?: (error: unknown) => void } = {},
): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: urlFor(role, serverUrl, derive),
    schema: role,
    applicationName: `keepline ${role}`,
    poolSize: options.poolSize ?? poolSizes[role],
    connectTimeoutMS: connectWithinMs,
    poolErrorHandler: (error: unknown) => options.onPoolError?.(translateDatabaseError(error)),
    // The schema is made by migrations, and extensions by nobody: a role's user may not.
    synchronize: false,
    installExtensions: false,
    logging: false,
    // Statements that do not wait for each other are on the wire together.
    extra: { idleTimeoutMillis: idleConnectionMs, pipeline: true },
  });
  try {
    return await dataSource.initialize();
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
