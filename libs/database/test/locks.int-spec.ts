import { fork } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseTaken, DataFolderLock, DataFolderTaken, GatewayLock } from '#libs/database';
import { aDatabase, eventually, type TestDatabase } from '#libs/testing';

describe('the lock on the data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'keepline-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is held by one, who is named to the other, and free after release', async () => {
    const lock = await DataFolderLock.take(folder);
    const refused = await DataFolderLock.take(folder).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DataFolderTaken);
    expect((refused as Error).message).toContain(`(process ${process.pid}) is running on ${folder}`);
    await lock.release();
    await (await DataFolderLock.take(folder)).release();
  });

  it('stops a gateway that shares only the folder: in another container the abstract socket is free', async () => {
    const other = createServer((socket) => socket.end('4711'));
    await new Promise<void>((resolve) => other.listen(join(folder, 'gateway.socket'), resolve));
    await expect(DataFolderLock.take(folder)).rejects.toMatchObject({ details: { pid: 4711 } });
    await new Promise((resolve) => other.close(resolve));
  });

  it('is not held by what a killed process left in the folder', async () => {
    const script = join(folder, 'left.mjs');
    await writeFile(
      script,
      `import { createServer } from 'node:net'; createServer().listen(process.argv[2], () => process.send('up'));`,
    );
    const child = fork(script, [join(folder, 'gateway.socket')]);
    await new Promise((resolve) => child.once('message', resolve));
    await expect(DataFolderLock.take(folder)).rejects.toBeInstanceOf(DataFolderTaken);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await (await DataFolderLock.take(folder)).release();
  });

  it('works in a folder too deep for a socket path', async () => {
    const deep = join(folder, 'd'.repeat(120));
    await mkdir(deep);
    const lock = await DataFolderLock.take(deep);
    await expect(DataFolderLock.take(deep)).rejects.toBeInstanceOf(DataFolderTaken);
    await lock.release();
  });

  it('makes the folder, closed to the eyes of others', async () => {
    const fresh = join(folder, 'fresh');
    await (await DataFolderLock.take(fresh)).release();
    await chmod(fresh, 0o700);
  });
});

describe('the lock on the database', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await aDatabase();
  });
  afterAll(() => db.close());
  const never = () => {
    throw new Error('the lock was lost');
  };

  it('is held by one and free after release', async () => {
    const lock = await GatewayLock.take(db.url, never);
    await expect(GatewayLock.take(db.url, never)).rejects.toBeInstanceOf(DatabaseTaken);
    await lock.release();
    await (await GatewayLock.take(db.url, never)).release();
  });

  it('is taken again when its connection was cut', async () => {
    const holders = () =>
      db.query<{ pid: number }>(
        `select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
      );
    const lock = await GatewayLock.take(db.url, never);
    const [before] = await holders();
    await db.query('select pg_terminate_backend($1)', [before!.pid]);
    await eventually(async () => {
      const [now] = await holders();
      expect(now).toBeDefined();
      expect(now).not.toEqual(before);
    });
    await lock.release();
  });
});
