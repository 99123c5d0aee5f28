import { readFile, readlink, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const lockFiles = ['SingletonLock', 'SingletonCookie', 'SingletonSocket'];
const goneWithinMs = 5_000;

/**
 * Ends the browser that still holds a profile whose session's process has gone, and takes its locks away; the next one would refuse to start.
 * The lock is a link to `<host>-<pid>`. A pid of another host (the container before this one) means nothing here; one of ours may by now be
 * somebody else's, so the process must name the profile itself.
 * @returns the pid of what was ended; null where nothing ran
 */
export async function endOrphan(profile: string, host = hostname()): Promise<number | null> {
  const [, lockedBy, number] =
    /^(.*)-(\d+)$/.exec((await readlink(join(profile, 'SingletonLock')).catch(() => '')) ?? '') ?? [];
  const pid = Number(number);
  const ours = lockedBy === host && (await holds(pid, profile));
  if (ours) {
    // It leads a group of its own: what it started goes with it.
    kill(-pid);
    kill(pid);
    for (const until = performance.now() + goneWithinMs; performance.now() < until && (await holds(pid, profile));) {
      await sleep(25);
    }
  }
  for (const name of lockFiles) await rm(join(profile, name), { force: true });
  return ours ? pid : null;
}

async function holds(pid: number, profile: string): Promise<boolean> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  return words.includes(`--user-data-dir=${profile}`);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone by itself, or leads no group.
  }
}
