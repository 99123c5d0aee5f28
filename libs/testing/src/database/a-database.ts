import { createHash, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import {
  migrations,
  openRoleDataSource,
  roleNames,
  setUpDatabase,
  UnitOfWork,
  type Derive,
  type RoleName,
} from '#libs/database';
import { aMasterKey } from '../a-master-key.js';
import { withTestCluster } from './test-cluster.js';

export interface TestDatabase {
  /** The administrator's, as one would put it into KEEPLINE_DATABASE_URL (with `aMasterKey` as the master key). */
  readonly url: string;
  /** As the application sees it: the role's own user, row-level security in force. */
  uow(role: RoleName): UnitOfWork;
  dataSource(role: RoleName): DataSource;
  /** As the administrator, past row-level security: for looking at what was written, and for damaging it. */
  query<R = unknown>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

const key = aMasterKey();
const derive: Derive = (purpose, bytes) => key.derive(purpose, bytes);
const digest = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12);

/** A fresh, migrated database for one test file: `const db = await aDatabase()` in beforeAll, `await db.close()` in afterAll. */
export async function aDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const clusterUrl = await withTestCluster(async (adminUrl) => {
    await makeTemplate(adminUrl);
    await once(adminUrl, `create database ${name} template template_${digest}`);
    return adminUrl;
  });
  const url = databaseOn(clusterUrl, name);
  const sources = await Promise.all(roleNames.map((role) => openRoleDataSource(role, url, derive, { poolSize: 6 })));
  const admin = new Client({ connectionString: url });
  await admin.connect();
  const dataSource = (role: RoleName) => sources[roleNames.indexOf(role)]!;
  return {
    url,
    dataSource,
    uow: (role) => new UnitOfWork(dataSource(role)),
    query: async <R>(sql: string, parameters: readonly unknown[] = []) =>
      (await admin.query(sql, [...parameters])).rows as R[],
    close: async () => {
      await Promise.all([...sources.map((source) => source.destroy()), admin.end()]);
      await once(clusterUrl, `drop database ${name} with (force)`);
    },
  };
}

/** Migrated once for each state of the migrations, then copied. The name tells that it is whole. */
async function makeTemplate(adminUrl: string): Promise<void> {
  const known = await once(adminUrl, `select from pg_database where datname = 'template_${digest}'`);
  if (known > 0) return;
  const unfinished = `unfinished_${digest}`;
  await once(adminUrl, `drop database if exists ${unfinished}`);
  await once(adminUrl, `create database ${unfinished}`);
  await setUpDatabase(databaseOn(adminUrl, unfinished), derive);
  await once(adminUrl, `alter database ${unfinished} rename to template_${digest}`);
}

function databaseOn(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function once(url: string, sql: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
