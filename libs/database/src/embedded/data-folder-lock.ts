import { createHash } from 'node:crypto';
import { mkdir, open, realpath, unlink, type FileHandle } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { UserError } from '#libs/errors';

/** Another gateway works on this data folder: exit code 75. */
export class DataFolderTaken extends UserError {
  constructor(folder: string, pid: number | null) {
    super('data-folder.taken', { folder, pid });
    const whom = pid === null ? 'Another gateway' : `Another gateway (process ${pid})`;
    this.message = `${whom} is running on ${folder}. Stop it first, or give this one a folder of its own by KEEPLINE_DATA_DIR.`;
  }
}

/** Longest path of a socket on the systems we know (sun_path of macOS, with the final zero). */
const longestPath = 103;

/**
 * Held as long as the process lives, and gone with it however it ends; nothing stale remains to be judged.
 * On Linux an abstract socket, which the kernel gives to exactly one; and a socket file in the folder, which also
 * reaches a gateway in another container that shares the volume.
 */
export class DataFolderLock {
  private constructor(private readonly servers: readonly Server[]) {}

  /** @throws DataFolderTaken */
  static async take(folder: string): Promise<DataFolderLock> {
    // We may be root and PostgreSQL somebody else: then others may pass through, but not look.
    await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    const real = await realpath(folder);
    const servers: Server[] = [];
    try {
      if (process.platform === 'linux') {
        servers.push(await listenOn(abstractName(real)).catch(() => refuse(folder, abstractName(real))));
      }
      servers.push(await takeSocketFile(folder, real));
      return new DataFolderLock(servers);
    } catch (error) {
      for (const server of servers) server.close();
      throw error;
    }
  }

  async release(): Promise<void> {
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

const abstractName = (folder: string) => `\0keepline-${createHash('sha256').update(folder).digest('hex').slice(0, 40)}`;

async function takeSocketFile(folder: string, real: string): Promise<Server> {
  const { path, handle } = await shortPath(real);
  try {
    const holder = await pidBehind(path);
    if (holder !== undefined) throw new DataFolderTaken(folder, holder);
    await unlink(path).catch(() => undefined);
    return await listenOn(path).catch(() => refuse(folder, path));
  } finally {
    await handle?.close();
  }
}

/** A socket's path may be short only; on Linux a deep folder is reached through its open handle. */
async function shortPath(folder: string): Promise<{ path: string; handle: FileHandle | null }> {
  const path =
    process.platform === 'win32' ? `\\\\.\\pipe\\${abstractName(folder).slice(1)}` : join(folder, 'gateway.socket');
  if (path.length <= longestPath || process.platform !== 'linux') return { path, handle: null };
  const handle = await open(folder, 'r');
  return { path: `/proc/self/fd/${handle.fd}/gateway.socket`, handle };
}

/** Whoever knocks is told our process id. */
function listenOn(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(String(process.pid)));
    server.once('error', reject).listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

async function refuse(folder: string, path: string): Promise<never> {
  throw new DataFolderTaken(folder, (await pidBehind(path)) ?? null);
}

/** undefined: nobody is there. null: somebody who does not say who. */
function pidBehind(path: string): Promise<number | null | undefined> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(path)
      .setTimeout(1_000, () => socket.destroy())
      .setEncoding('utf8')
      .on('data', (text: string) => (said += text))
      .on('error', () => resolve(undefined))
      .on('close', () => resolve(/^\d+$/.test(said) ? Number(said) : null));
  });
}
