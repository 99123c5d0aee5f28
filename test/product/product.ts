import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { end, freePort } from '../peers/real/peer.js';
import { ApiUser } from './api.js';
import { lendEngine } from './engine.js';
import { nodeFlags } from './node-flags.js';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/dist\/$/, '/');

export const owner = { email: 'owner@company.test', password: 'the owner keeps it' } as const;

/** The built product in processes of its own, as a company would run it. */
export class Product {
  private children: ChildProcess[] = [];

  private constructor(
    private readonly programs: readonly string[],
    private readonly env: Record<string, string>,
    readonly url: string,
    readonly smtpPort: number,
    readonly sipPort: number,
    readonly dataDir: string,
    private readonly withEngine: boolean,
  ) {}

  /** All four roles in one process, everything embedded; `env` may say otherwise. With `engine`: the shared one is there already. */
  static async gateway(env: Record<string, string> = {}, { engine = false } = {}): Promise<Product> {
    return Product.make(['gateway'], env, engine);
  }

  /** Each role in a process of its own, over a broker, a database and a folder for evidence that are given; with `only`: just these. */
  static async roles(
    env: { KEEPLINE_DATABASE_URL: string; KEEPLINE_BUS_URL: string; KEEPLINE_MASTER_KEY_FILE: string } & Record<
      string,
      string
    >,
    { engine = false, only = ['core', 'mail', 'whatsapp', 'telephony'] as readonly string[] } = {},
  ): Promise<Product> {
    return Product.make(only, env, engine);
  }

  private static async make(
    programs: readonly string[],
    env: Record<string, string>,
    engine: boolean,
  ): Promise<Product> {
    const dataDir = env['KEEPLINE_DATA_DIR'] ?? (await mkdtemp(join(tmpdir(), 'keepline-product-')));
    const [httpPort, smtpPort] = [await freePort(), await freePort()];
    const all = {
      KEEPLINE_DATA_DIR: dataDir,
      KEEPLINE_HTTP_PORT: String(httpPort),
      KEEPLINE_SMTP_RECEIVE_PORT: String(smtpPort),
      KEEPLINE_SMTP_SUBMISSION_PORT: String(await freePort()),
      KEEPLINE_SMTP_SUBMISSION_TLS_PORT: String(await freePort()),
      KEEPLINE_SIP_PORT: String(await freePort()),
      KEEPLINE_SIP_TLS_PORT: '0',
      // A suite asks more in a minute than people do.
      KEEPLINE_REQUESTS_PER_MINUTE: '0',
      KEEPLINE_RTP_PORTS: someRtpPorts(),
      KEEPLINE_METRICS_PORT: String(await freePort()),
      KEEPLINE_OWNER_EMAIL: owner.email,
      KEEPLINE_OWNER_PASSWORD: owner.password,
      KEEPLINE_STORAGE_URL: `file://${join(dataDir, 'evidence')}`,
      ...env,
    };
    return new Product(
      programs,
      all,
      `http://127.0.0.1:${all.KEEPLINE_HTTP_PORT}`,
      Number(all.KEEPLINE_SMTP_RECEIVE_PORT),
      Number(all.KEEPLINE_SIP_PORT),
      dataDir,
      engine,
    );
  }

  /** Where mail programs hand their letters in. */
  get submission(): { port: number; tlsPort: number } {
    const { KEEPLINE_SMTP_SUBMISSION_PORT: port, KEEPLINE_SMTP_SUBMISSION_TLS_PORT: tlsPort } = this.env;
    return { port: Number(port), tlsPort: Number(tlsPort) };
  }

  /**
   * Starts every process and waits until the product says that it is ready.
   * @param once environment of this start alone
   */
  async start(withinMs = 90_000, once: Readonly<Record<string, string>> = {}): Promise<this> {
    // A second one on the same data refuses, the first one answers for it, and nobody would ever stop that.
    if (this.children.some(({ exitCode, signalCode }) => exitCode === null && signalCode === null))
      throw new Error(`the product runs already; its data lies in ${this.dataDir}`);
    await mkdir(this.dataDir, { recursive: true });
    this.children = await Promise.all(
      this.programs.map(async (program) => {
        // Roles on one machine: each has a data folder and a metrics port of its own.
        const own =
          this.programs.length > 1
            ? { KEEPLINE_DATA_DIR: join(this.dataDir, program), KEEPLINE_METRICS_PORT: String(await freePort()) }
            : {};
        const dataDir = own.KEEPLINE_DATA_DIR ?? this.dataDir;
        await mkdir(dataDir, { recursive: true });
        if (this.withEngine && ['gateway', 'telephony'].includes(program)) await lendEngine(dataDir);
        const log = await open(join(this.dataDir, `${program}.log`), 'a');
        const child = spawn(process.execPath, [...nodeFlags, join(root, `dist/apps/${program}/src/main.js`)], {
          env: { PATH: process.env['PATH'] ?? '', MALLOC_ARENA_MAX: '2', ...this.env, ...own, ...once },
          stdio: ['ignore', log.fd, log.fd],
        });
        await log.close();
        return child;
      }),
    );
    try {
      await this.untilReady(withinMs);
    } catch (error) {
      // In order: a database that outlived it would slow down every suite that follows.
      await this.stop();
      throw error;
    }
    return this;
  }

  private async untilReady(withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const gone = this.children.find((child) => child.exitCode !== null || child.signalCode !== null);
      if (gone)
        throw new Error(`the product ended with ${gone.exitCode ?? gone.signalCode}; see the logs in ${this.dataDir}`);
      const ready = await fetch(`${this.url}/health/ready`).then(
        (r) => r.ok,
        () => false,
      );
      if (ready) return;
      if (Date.now() > deadline) throw new Error(`not ready after ${withinMs} ms; see the logs in ${this.dataDir}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** As the power cut would: no process gets to say goodbye. */
  async kill(): Promise<void> {
    await Promise.all(this.children.map((child) => end(child, 'SIGKILL')));
  }

  /** Resolves when a process has ended by itself. @returns false when none did in time */
  async untilEnded(withinMs: number): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      if (this.children.some((child) => child.exitCode !== null || child.signalCode !== null)) return true;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return false;
  }

  /** In order; resolves with how long it took, in milliseconds. */
  async stop(): Promise<number> {
    const begun = performance.now();
    await Promise.all(this.children.map((child) => end(child, 'SIGTERM', 15_000)));
    return performance.now() - begun;
  }

  /** Stops and removes everything that was written. */
  async remove(): Promise<void> {
    await this.stop();
    // With live calls the engine outlives us by design.
    const engine = await this.enginePid().catch(() => null);
    if (engine !== null) process.kill(engine, 'SIGKILL');
    await rm(this.dataDir, { recursive: true, force: true });
  }

  get pids(): number[] {
    return this.children.flatMap((child) => (child.pid === undefined ? [] : [child.pid]));
  }

  /** The telephone engine that this product started, for killing it. */
  async enginePid(): Promise<number> {
    for (const pid of await readdir('/proc')) {
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
      const isEngine = words.some((word) => word.endsWith('/asterisk'));
      if (isEngine && words.some((word) => word.startsWith(this.dataDir))) return Number(pid);
    }
    throw new Error('no engine runs');
  }

  /** The environment that it runs in, for a command beside it (`keepline verify`); of roles core's, which keeps the anchors of the journal. */
  get environment(): Readonly<Record<string, string>> {
    return this.programs.length > 1 ? { ...this.env, KEEPLINE_DATA_DIR: join(this.dataDir, 'core') } : this.env;
  }

  owner(): Promise<ApiUser> {
    return this.as(owner.email, owner.password);
  }

  as(email: string, password = 'a long enough password'): Promise<ApiUser> {
    return new ApiUser(this.url, email, password).signIn();
  }
}

/** Ports of sound for one product of several on this machine, below those that the system gives out by itself. */
function someRtpPorts(): string {
  const from = 10_000 + 500 * Math.floor(Math.random() * 20);
  return `${from}-${from + 499}`;
}

/** Runs `keepline <args>` to its end, beside a product that is stopped. */
export async function keepline(product: Product, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [join(root, 'dist/apps/gateway/src/cli.js'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...product.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said };
}
