import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

/** The embedded database of a running product, as its administrator: for counting, and for damaging it by hand. */
export async function openDatabaseOf(dataDir: string): Promise<Client> {
  const password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
  const [, , , port] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  const client = new Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'keepline',
    password,
    database: 'postgres',
  });
  // The product may be stopped, and its database with it, while somebody still holds this.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
