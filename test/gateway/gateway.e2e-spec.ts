import { spawn } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HealthReport } from '#libs/observability';
import { aDatabase, aMasterKeyFile, eventually } from '#libs/testing';
import { Product } from '../product/product.js';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/dist\/$/, '/');

/** Runs one program to its end, with nothing but the given environment. */
async function run(program: string, env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [join(root, `dist/apps/${program}`)], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

async function postmasterOf(product: Product): Promise<number> {
  return Number((await readFile(join(product.dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function health(product: Product): Promise<HealthReport> {
  const response = await fetch(`http://127.0.0.1:${product.environment['KEEPLINE_METRICS_PORT']}/health/ready`);
  return (await response.json()) as HealthReport;
}

describe('the gateway', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.gateway();
    await product.start();
  });
  afterAll(() => product?.remove());

  it('serves with all four roles, and tells strangers only that it does', async () => {
    expect(await (await fetch(`${product.url}/health/ready`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${product.url}/health/live`)).json()).toEqual({ status: 'ok' });
    const { checks } = await health(product);
    expect(Object.keys(checks)).toEqual(
      expect.arrayContaining(['core.database', 'mail.database', 'telephony.engine', 'whatsapp.channels']),
    );
    expect(checks['whatsapp.channels']).toEqual({
      status: 'ok',
      code: 'whatsapp.no-channel',
      detail: 'no channel yet',
    });
  });

  it('shows its metrics on loopback only, never on the public port', async () => {
    expect((await fetch(`${product.url}/metrics`)).headers.get('content-type')).not.toMatch(/^text\/plain; version/);
    const metrics = await fetch(`http://127.0.0.1:${product.environment['KEEPLINE_METRICS_PORT']}/metrics`);
    expect(await metrics.text()).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('refuses a second one on the same data with code 75, and is not disturbed', async () => {
    const second = await run('gateway/src/main.js', {
      ...product.environment,
      KEEPLINE_HTTP_PORT: '0',
      KEEPLINE_METRICS_PORT: '0',
    });
    expect(second.code).toBe(75);
    expect(second.said).toContain(`(process ${product.pids[0]}) is running on ${product.dataDir}`);
    expect((await health(product)).status).toBe('ok');
  });

  it('comes back from kill -9, stops the database that was left behind and has the same data', async () => {
    const left = await postmasterOf(product);
    await product.kill();
    expect(isAlive(left)).toBe(true);
    await product.start();
    expect(isAlive(left)).toBe(false);
    await (await product.owner()).get('/me');
  });

  it('serves again when its database was killed', async () => {
    process.kill(await postmasterOf(product), 'SIGKILL');
    await eventually(async () => expect((await health(product)).status).toBe('ok'), { withinMs: 20_000 });
    await (await product.owner()).get('/me');
  });

  it('stops in order within 10 s, leaves nothing running, and starts again', async () => {
    const postmaster = await postmasterOf(product);
    expect(await product.stop()).toBeLessThan(10_000);
    expect(isAlive(postmaster)).toBe(false);
    await product.start();
  });
});

describe('a gateway one of whose roles cannot start', () => {
  it('says so, and the others serve', async () => {
    const squatter = createServer((_request, response) => response.writeHead(503).end());
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const port = String((squatter.address() as AddressInfo).port);
    const product = await Product.gateway({ KEEPLINE_HTTP_PORT: port });
    const started = product.start(50_000).catch(() => undefined);
    await eventually(
      async () => {
        const { status, checks } = await health(product);
        expect(status).toBe('down');
        expect(checks['core']).toMatchObject({ status: 'down', code: 'http.port-taken' });
        expect(checks['mail.database']).toMatchObject({ status: 'ok' });
      },
      { withinMs: 45_000 },
    );
    await product.stop();
    await started;
    squatter.close();
    squatter.closeAllConnections();
    await product.remove();
  });
});

describe('a process that cannot be what it should', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(await realpath(tmpdir()), 'keepline-exit-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it('ends with 78 and names every wrong setting, never its value', async () => {
    const { code, said } = await run('gateway/src/main.js', {
      KEEPLINE_HTTP_PORT: 'hunter2',
      KEEPLINE_DATABASE_URL: 'mysql://hunter2',
    });
    expect(code).toBe(78);
    expect(said).toContain('KEEPLINE_HTTP_PORT');
    expect(said).toContain('KEEPLINE_DATABASE_URL');
    expect(said).not.toContain('hunter2');
  });

  it.each(['core', 'mail', 'whatsapp', 'telephony'])(
    'ends with 78 when %s is alone and was told neither database nor bus',
    async (role) => {
      const { code, said } = await run(`${role}/src/main.js`, { KEEPLINE_DATA_DIR: dataDir });
      expect(code).toBe(78);
      expect(said).toMatch(/KEEPLINE_DATABASE_URL: must be set when the role .* runs alone/);
      expect(said).toContain('KEEPLINE_BUS_URL');
    },
  );

  it('ends with 65 and says what to run when the schema does not fit', async () => {
    const db = await aDatabase();
    await db.query(`delete from public.keepline_migration where name like '%core'`);
    const { code, said } = await run('mail/src/main.js', {
      KEEPLINE_DATA_DIR: dataDir,
      KEEPLINE_DATABASE_URL: db.url,
      KEEPLINE_BUS_URL: 'amqp://127.0.0.1:1',
      KEEPLINE_MASTER_KEY_FILE: await aMasterKeyFile(join(dataDir, 'given.key')),
    });
    await db.close();
    expect(said).toContain('Run \\"keepline migrate\\"');
    expect(code).toBe(65);
  });

  it('ends with 69 when the database is away', async () => {
    const { code, said } = await run('gateway/src/main.js', {
      KEEPLINE_DATA_DIR: dataDir,
      KEEPLINE_DATABASE_URL: 'postgres://keepline@127.0.0.1:1/keepline',
    });
    expect(said).toContain('database.away');
    expect(code).toBe(69);
  });

  it('ends with 64 for a command that there is not, and lists those that are', async () => {
    const child = spawn(process.execPath, [join(root, 'dist/apps/gateway/src/cli.js'), 'fly']);
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(64);
    expect(said).toContain('keepline migrate');
  });
});
