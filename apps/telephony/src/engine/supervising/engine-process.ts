import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandFor, type ProgramAccount } from '#libs/supervision';
import type { EngineProgram } from '../finding/engine-program.js';

/** A process as it can be recognised by somebody who did not start it: a number alone may be given to another one. */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/<pid>/stat; null where the system has no /proc. */
  readonly startedAt: string | null;
}

export async function markOf(pid: number): Promise<ProcessMark> {
  return { pid, startedAt: await startOf(pid) };
}

/** It runs, and is the one that was meant. One that has ended but was not yet buried does not. */
export async function isAlive({ pid, startedAt }: ProcessMark): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startedAt === null || (await startOf(pid)) === startedAt;
}

async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name of the program stands in brackets and may hold anything.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' ? null : (fields[19] ?? null);
}

/**
 * Starts the engine so that it lives on without us: a process group of its own, and no pipe that would break when we die.
 * @param console where its last words go
 * @throws what spawn throws
 */
export async function startEngine(
  program: EngineProgram,
  account: ProgramAccount,
  configuration: string,
  console: string,
): Promise<ProcessMark> {
  // -f: not into the background; -n: no colours. Standard input is nothing, so that nobody types at it.
  const args = [...program.prefix, '-C', configuration, '-f', '-n'];
  const { file, args: all, identity } = commandFor(account, program.file, args);
  const log = await open(console, 'w', 0o600);
  try {
    const child = spawn(file, all, {
      ...identity,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: '/' },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return await markOf(child.pid!);
  } finally {
    await log.close();
  }
}

/** Asks, and insists after a while. Resolves when nothing of it runs. */
export async function endProcess(mark: ProcessMark, askedMs: number): Promise<void> {
  for (const [signal, withinMs] of [
    ['SIGTERM', askedMs],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!(await isAlive(mark))) return;
    try {
      process.kill(mark.pid, signal);
    } catch {
      return;
    }
    const until = performance.now() + withinMs;
    while (performance.now() < until) {
      if (!(await isAlive(mark))) return;
      await sleep(25);
    }
  }
}
