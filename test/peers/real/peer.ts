import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { sharedEngine } from '../../product/engine.js';

const folders = [
  ...(process.env['PATH'] ?? '').split(':'),
  '/usr/sbin',
  '/sbin',
  // The telephone engine is in no Debian that is stable: ours is fetched into a tree of its own.
  join(sharedEngine, 'usr', 'sbin'),
];

/** Where a program of the system lies, or null: the suite that needs it is then reported as skipped by name. */
export function findProgram(name: string): string | null {
  for (const folder of folders) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder
    }
  }
  return null;
}

/** `describe` when every program is here; otherwise a suite that is skipped under a name that says what is missing. */
export function describeWith(programs: readonly string[], name: string, suite: () => void): void {
  const missing = programs.filter((program) => findProgram(program) === null);
  if (missing.length === 0) describe(name, suite);
  else describe.skip(`${name} (needs ${missing.join(', ')})`, suite);
}

/** Below those that the system gives to whoever asks for any, and to calls from here; above those of sound. */
const [lowestPort, portsOfAWorker, slices] = [20_000, 1_500, 8] as const;
const slice = lowestPort + (Number(process.env['JEST_WORKER_ID'] ?? 0) % slices) * portsOfAWorker;
let given = Math.floor(Math.random() * portsOfAWorker);

/**
 * A loopback port that is free now, and that nobody else is given before their program has taken it: each of jest's workers has ports of its own,
 * and gives out one after the other.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < portsOfAWorker; tried++) {
    const port = slice + (given++ % portsOfAWorker);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error(`no port is free from ${slice} on`);
}

/** Resolves when something accepts connections there. */
export async function untilListening(port: number, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const up = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (up) return;
    if (Date.now() > deadline) throw new Error(`nothing listens on 127.0.0.1:${port} after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Before what is busy beside it, where we may say so: what speaks in real time must not be chopped by another suite's work. */
export function goesFirst(pid: number | undefined): void {
  // A measurement favours nobody.
  if (process.env['JEST_WORKER_ID'] === undefined) return;
  try {
    // On Linux a priority belongs to a thread, and threads have the one of whoever made them.
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), -10);
  } catch {
    // not Linux, not root, or over already
  }
}

/** Runs a program to its end; its words go into the error when it fails. */
export async function run(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${said}`);
  return said;
}

/** Ends a child that we started, by its pid: asks first, then insists. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM', withinMs = 10_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  child.kill(signal);
  const insist = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await closed;
  clearTimeout(insist);
}
