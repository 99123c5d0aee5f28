import { Client } from 'pg';
import { translateDatabaseError } from '../database.errors.js';

/** One short connection outside the pools, for set-up, guard and lock. A lost connection shows in the next query, not as a stray event. */
export async function withClient<T>(url: string, name: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    application_name: `keepline ${name}`,
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
