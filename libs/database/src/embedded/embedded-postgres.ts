import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OperationalError, UserError } from '#libs/errors';
import { commandFor, freePort, giveTo, type ProgramAccount } from '#libs/supervision';
import { initialiseCluster, adminUser, readPassword } from './cluster.js';
import { findBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { findOrphan, readPostmasterFile, stopServer } from './postmaster-file.js';
import { serverAccount } from './server-account.js';
import { serverSettings } from './server-settings.js';

//  stopped ─► starting ─► running ─► stopping ─► stopped
//                ▲  │         │          ▲
//                │  └► waiting ◄┘ crash  │
//                └────────┘   └──────────┘
const moves = {
  stopped: ['starting'],
  starting: ['running', 'waiting', 'stopping', 'stopped'],
  running: ['waiting', 'stopping'],
  waiting: ['starting', 'stopping'],
  stopping: ['stopped'],
} as const satisfies Record<string, readonly string[]>;
export type ServerState = keyof typeof moves;

/** PostgreSQL says fast shutdown is enough; a checkpoint on a slow disk may take some seconds. */
const stopWithinMs = 8_000;
const startWithinMs = 60_000;
/** Recovery after a crash can take longer than an ordinary start, but it shows signs of life. */
const calmAfterMs = 60_000;
const longestPauseMs = 30_000;
/** Bytes: macOS takes 104 with the closing zero, Linux 108. */
const longestSocketPath = 103;

export interface EmbeddedPostgresOptions {
  /** The cluster's own folder; its parent must exist or be ours to make. */
  readonly folder: string;
  readonly log: Pick<EmbeddedPostgresLog, 'info' | 'warn' | 'error'>;
  /** Over the ordinary ones: tests switch fsync off. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Beside the ordinary environment: tests give it another clock. */
  readonly env?: Readonly<Record<string, string>>;
}

interface EmbeddedPostgresLog {
  info(facts: object, words: string): void;
  warn(facts: object, words: string): void;
  error(facts: object, words: string): void;
}

/**
 * A PostgreSQL of our own: made on first start, supervised, stopped with us, recovered after a crash.
 * It listens on a socket in its folder and on a loopback port of its own, and takes passwords only.
 */
export class EmbeddedPostgres {
  private current: ServerState = 'stopped';
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private crashes = 0;
  private restart: NodeJS.Timeout | undefined;
  private port = 0;
  private account: ProgramAccount = { is: 'self' };
  private binaries!: PostgresBinaries;
  private lastWords: string[] = [];

  constructor(private readonly options: EmbeddedPostgresOptions) {}

  get state(): ServerState {
    return this.current;
  }

  /** The postmaster's process id; null while none runs. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /**
   * @returns the administrator's URL, valid until `stop`, also across crashes
   * @throws UserError `database.…` when it can never work here, OperationalError `database.did-not-start` otherwise
   */
  async start(): Promise<string> {
    this.move('starting');
    try {
      const { folder, log } = this.options;
      this.binaries = await findBinaries();
      await mkdir(dirname(folder), { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
      this.account = await serverAccount(this.binaries.postgres, dirname(folder));
      await this.prepareFolder();
      const password = await readPassword(folder);
      this.port = await freePort();
      const startedAt = performance.now();
      await this.launch();
      const tookMs = Math.round(performance.now() - startedAt);
      log.info({ port: this.port, pid: this.pid, account: this.account.is, tookMs }, 'the embedded PostgreSQL runs');
      return `postgres://${adminUser}:${password}@127.0.0.1:${this.port}/postgres${this.socketFolder ? `?host=${encodeURIComponent(this.socketFolder)}` : ''}`;
    } catch (error) {
      if (this.current === 'starting') this.move('stopped');
      throw error;
    }
  }

  /**
   * The folder itself, which nobody else may enter; null where a socket cannot be there. A short statement takes 0.02 ms over it and
   * 0.07 ms over the loopback port, and on a busy machine the difference is far greater.
   */
  private get socketFolder(): string | null {
    const path = Buffer.byteLength(join(this.options.folder, `.s.PGSQL.${this.port}`));
    return process.platform === 'win32' || path > longestSocketPath ? null : this.options.folder;
  }

  /** Fast shutdown; afterwards nothing of it runs. */
  async stop(): Promise<void> {
    if (this.current === 'stopped' || this.current === 'stopping') return this.ended;
    this.move('stopping');
    clearTimeout(this.restart);
    const pid = this.child?.pid;
    if (pid !== undefined) await stopServer(pid, stopWithinMs);
    await this.ended;
    this.move('stopped');
  }

  /** Lets the server run on without us: whoever starts next on the folder finds it as an orphan. */
  leave(): void {
    this.move('stopping');
    this.child?.stderr?.destroy();
    this.child?.removeAllListeners('exit').unref();
    this.child = null;
    this.ended = Promise.resolve();
    this.move('stopped');
  }

  private async prepareFolder(): Promise<void> {
    const { folder, log } = this.options;
    const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => null);
    if (version === null) {
      const startedAt = performance.now();
      await initialiseCluster(this.binaries.initdb, folder, this.account);
      log.info({ tookMs: Math.round(performance.now() - startedAt) }, 'a new database was made');
      return;
    }
    const ours = '18';
    if (version.trim() !== ours) {
      throw new UserError('database.other-major-version', {
        found: version.trim(),
        needed: ours,
        advice: 'dump the data with the release that wrote them and load the dump with this one: docs/runbooks',
      });
    }
    const orphan = await findOrphan(folder);
    if (orphan !== null) {
      log.warn({ pid: orphan, code: 'database.orphan' }, 'a PostgreSQL of an earlier run is still there: stopping it');
      await stopServer(orphan, stopWithinMs);
    }
    await giveTo(this.account, folder);
  }

  private async launch(): Promise<void> {
    if (this.current !== 'starting') throw new OperationalError('database.stopped-meanwhile');
    const { folder } = this.options;
    const settings = {
      ...serverSettings,
      ...this.options.settings,
      port: String(this.port),
      listen_addresses: '127.0.0.1',
    };
    const args = Object.entries({ ...settings, unix_socket_directories: this.socketFolder ?? '' }).flatMap(
      ([name, value]) => ['-c', `${name}=${value}`],
    );
    const command = commandFor(this.account, this.binaries.postgres, ['-D', folder, ...args]);
    this.lastWords = [];
    // A process group of its own: Ctrl-C at the terminal is for us, the database stops when we say so.
    const child = spawn(command.file, command.args, {
      ...command.identity,
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...this.options.env },
    });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.listenTo(text));
    this.ended = new Promise((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', (code, signal) => {
        this.child = null;
        resolve();
        this.afterExit(code, signal);
      });
    });
    await this.untilReady(child);
    this.move('running');
    const lasting = setTimeout(() => (this.crashes = 0), calmAfterMs);
    lasting.unref();
    child.once('exit', () => clearTimeout(lasting));
  }

  private async untilReady(child: ChildProcess): Promise<void> {
    const until = performance.now() + startWithinMs;
    while (
      performance.now() < until &&
      child.exitCode === null &&
      child.signalCode === null &&
      child.pid !== undefined
    ) {
      const known = await readPostmasterFile(this.options.folder);
      if (known?.pid === child.pid && known.ready) return;
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    if (child.pid !== undefined) await stopServer(child.pid, stopWithinMs);
    throw new OperationalError('database.did-not-start', { lastWords: this.lastWords });
  }

  private afterExit(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.current !== 'running') return;
    this.options.log.error(
      { exitCode: code, signal, code: 'database.crashed' },
      'the embedded PostgreSQL ended by itself',
    );
    this.restartLater();
  }

  private restartLater(): void {
    this.move('waiting');
    const pauseMs = Math.min(200 * 2 ** this.crashes++, longestPauseMs);
    this.restart = setTimeout(() => {
      this.move('starting');
      this.launch().then(
        () => this.options.log.warn({ pid: this.pid }, 'the embedded PostgreSQL runs again'),
        (err: unknown) => {
          this.options.log.error(
            { err, code: 'database.did-not-start' },
            'the embedded PostgreSQL did not start again',
          );
          if (this.current === 'starting') this.restartLater();
        },
      );
    }, pauseMs);
  }

  /** Its log, without what it says for every ordinary stop. Statements are not in it (server-settings). */
  private listenTo(text: string): void {
    for (const line of text.split('\n').filter((words) => words !== '')) {
      this.lastWords = [...this.lastWords.slice(-4), line];
      if (/^(PANIC|FATAL|WARNING):/.test(line) && this.current === 'running') {
        this.options.log.warn({ postgres: line }, 'the embedded PostgreSQL says');
      }
    }
  }

  private move(to: ServerState): void {
    const allowed: readonly ServerState[] = moves[this.current];
    if (!allowed.includes(to)) throw new TypeError(`PostgreSQL cannot go from ${this.current} to ${to}`);
    this.current = to;
  }
}
