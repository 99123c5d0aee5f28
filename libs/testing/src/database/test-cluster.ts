import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataFolderLock, DataFolderTaken, EmbeddedPostgres } from '#libs/database';
import { silentLogger } from '../silent-logger.js';

/** Durability is for data that somebody needs tomorrow. */
const quickAndForgetful = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  max_connections: '300',
};

/** One cluster for each user and each copy of the source tree; all test files and all runs share it while it is in use. */
const folder = join(
  tmpdir(),
  `keepline-tests-${process.getuid?.() ?? 0}-${createHash('sha256')
    .update(import.meta.url)
    .digest('hex')
    .slice(0, 8)}`,
);

/**
 * Runs `work` with the administrator's URL of the shared cluster; it is started where none runs. One test file at a time:
 * this is the place to make what all of them share. The cluster ends by itself some time after the last process that asked for it.
 */
export async function withTestCluster<T>(work: (adminUrl: string) => Promise<T>): Promise<T> {
  const lock = await waitForTurn();
  try {
    // The lease stands before anything else: the watcher leaves a cluster alone while a process with a lease lives.
    await mkdir(join(folder, 'leases'), { recursive: true });
    await writeFile(join(folder, 'leases', String(process.pid)), '');
    return await work((await findRunning()) ?? (await start()));
  } finally {
    await lock.release();
  }
}

async function waitForTurn(): Promise<DataFolderLock> {
  for (const until = performance.now() + 50_000; ;) {
    try {
      return await DataFolderLock.take(folder);
    } catch (error) {
      if (!(error instanceof DataFolderTaken) || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function findRunning(): Promise<string | null> {
  try {
    const { url, pid } = JSON.parse(await readFile(join(folder, 'cluster.json'), 'utf8')) as {
      url: string;
      pid: number;
    };
    process.kill(pid, 0);
    return url;
  } catch {
    return null;
  }
}

async function start(): Promise<string> {
  const postgres = new EmbeddedPostgres({
    folder: join(folder, 'postgres'),
    log: silentLogger(),
    settings: quickAndForgetful,
  });
  const url = await postgres.start();
  const { pid } = postgres;
  postgres.leave();
  await writeFile(join(folder, 'cluster.json.new'), JSON.stringify({ url, pid }), { mode: 0o600 });
  await rename(join(folder, 'cluster.json.new'), join(folder, 'cluster.json'));
  const watcher = fileURLToPath(new URL('./cluster-watcher.mjs', import.meta.url));
  spawn(process.execPath, [watcher, folder, String(pid)], { detached: true, stdio: 'ignore', cwd: '/' }).unref();
  return url;
}
