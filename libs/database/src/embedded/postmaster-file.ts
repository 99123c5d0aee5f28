import { execFile } from 'node:child_process';
import { readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Lines of postmaster.pid: pid, data folder, start time, port, socket folder, listen address, shared memory, state. */
const line = { pid: 0, state: 7 };

/** What the server itself says about its life in `postmaster.pid`; null when there is no such file or it is half written. */
export async function readPostmasterFile(folder: string): Promise<{ pid: number; ready: boolean } | null> {
  const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[line.pid]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, ready: lines[line.state]?.trim() === 'ready' };
}

/**
 * A server that a killed gateway left behind: it still works on our folder, and nobody watches it.
 * A pid alone proves nothing, it may have been given to somebody else since.
 */
export async function findOrphan(folder: string): Promise<number | null> {
  const known = await readPostmasterFile(folder);
  if (known === null || !isAlive(known.pid)) return null;
  return (await worksOn(known.pid, folder)) ? known.pid : null;
}

/** Fast shutdown first, then immediate: the write-ahead log makes both safe. */
export async function stopServer(pid: number, withinMs: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signalTo(pid, signal);
    if (await gone(pid, withinMs)) return;
  }
}

export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function gone(pid: number, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

/** The server changes into its data folder at start. Where there is no /proc, its command line names the folder. */
async function worksOn(pid: number, folder: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    return cwd === (await realpath(folder));
  }
  const ps = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).catch(() => ({ stdout: '' }));
  return ps.stdout.includes(folder);
}
