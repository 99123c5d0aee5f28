import { mkdir, mkdtemp, realpath, rm, stat, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedPostgres } from '#libs/database';
import { eventually, listeningLogger, silentLogger } from '#libs/testing';
import { signalTo } from '../src/embedded/postmaster-file.js';

async function ask<R>(url: string, sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(sql)).rows as R[];
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe('the embedded PostgreSQL', () => {
  let data: string;
  const running: EmbeddedPostgres[] = [];
  const aServer = (folder = join(data, 'postgres'), log = silentLogger()) => {
    const postgres = new EmbeddedPostgres({ folder, log });
    running.push(postgres);
    return postgres;
  };
  beforeAll(async () => {
    data = await mkdtemp(join(await realpath(tmpdir()), 'keepline-embedded-'));
    await chmod(data, 0o711);
  });
  afterEach(async () => {
    for (const postgres of running.splice(0)) await postgres.stop();
  });
  afterAll(() => rm(data, { recursive: true, force: true }));

  it('is made on first start, with a password that only we can read, and keeps its data over a stop', async () => {
    const first = aServer();
    const url = await first.start();
    expect((await stat(join(data, 'postgres.password'))).mode & 0o777).toBe(0o600);
    await ask(url, "create table kept (word text); insert into kept values ('yes')");
    await first.stop();
    expect(first.state).toBe('stopped');

    const again = await aServer().start();
    expect(await ask(again, 'select word from kept')).toEqual([{ word: 'yes' }]);
    const wrong = new URL(again);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('is spoken to over a socket in its folder, and over the loopback port where the path is too long for one', async () => {
    const how = `select (inet_server_addr() is null) as socket`;
    expect(await ask(await aServer().start(), how)).toEqual([{ socket: true }]);
    expect(await ask(await aServer(join(data, 'far'.repeat(30))).start(), how)).toEqual([{ socket: false }]);
  });

  it('is durable: fsync, full pages and synchronous commit are on', async () => {
    const url = await aServer().start();
    const rows = await ask(
      url,
      `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name`,
    );
    expect(rows).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
  });

  it('is started again after a crash, on the same address, with everything that was committed', async () => {
    const { logger, lines } = listeningLogger();
    const postgres = aServer(undefined, logger);
    const url = await postgres.start();
    await ask(url, 'create table survived (n int); insert into survived select generate_series(1, 1000)');
    signalTo(postgres.pid!, 'SIGKILL');
    await eventually(
      async () => expect(await ask(url, 'select count(*)::int as n from survived')).toEqual([{ n: 1000 }]),
      { withinMs: 15_000 },
    );
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', code: 'database.crashed' }));
  });

  it('finds the server that a killed gateway left behind, stops it and goes on with its data', async () => {
    const killed = aServer();
    const old = await killed.start();
    await ask(old, 'create table left_behind as select 1 as n');
    const oldPid = killed.pid!;
    killed.leave();

    const { logger, lines } = listeningLogger();
    const next = aServer(undefined, logger);
    const url = await next.start();
    expect(lines).toContainEqual(expect.objectContaining({ code: 'database.orphan', pid: oldPid }));
    expect(next.pid).not.toBe(oldPid);
    expect(await ask(url, 'select n from left_behind')).toEqual([{ n: 1 }]);
    await expect(ask(old, 'select 1')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('begins again where a first start was killed half-way', async () => {
    const folder = join(data, 'half');
    await mkdir(`${folder}.unfinished/base`, { recursive: true });
    const url = await aServer(folder).start();
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot(
    'runs for root below a folder that others may not enter, and moves to another account when that changes',
    async () => {
      const closed = join(data, 'closed');
      await mkdir(closed, { mode: 0o700 });
      const { logger, lines } = listeningLogger();
      const inNamespace = aServer(join(closed, 'postgres'), logger);
      await ask(await inNamespace.start(), 'create table moved as select 1 as n');
      await inNamespace.stop();
      await chmod(closed, 0o711);
      const asUser = aServer(join(closed, 'postgres'), logger);
      expect(await ask(await asUser.start(), 'select n from moved')).toEqual([{ n: 1 }]);
      await asUser.stop();
      expect(lines.map(({ account }) => account).filter(Boolean)).toEqual(['namespace', 'user']);
    },
  );
});
