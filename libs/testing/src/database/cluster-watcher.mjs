/**
 * Ends the shared test cluster when nobody has used it for a while, and removes its folder.
 * Plain JavaScript: it is a process of its own that outlives the test run, and Node 20 reads no TypeScript.
 * Arguments: the folder, the postmaster's process id.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [folder, postmaster] = [process.argv[2], Number(process.argv[3])];
const [lookEveryMs, endAfterMs] = [2_000, 120_000];
const leases = join(folder, 'leases');
let lastUse = Date.now();

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const timer = setInterval(() => {
  if (!isAlive(postmaster)) process.exit();
  for (const pid of readdirSync(leases)) {
    if (isAlive(Number(pid))) lastUse = Date.now();
    else rmSync(join(leases, pid), { force: true });
  }
  if (Date.now() - lastUse < endAfterMs) return;
  clearInterval(timer);
  rmSync(join(folder, 'cluster.json'), { force: true });
  process.kill(postmaster, 'SIGQUIT');
  setInterval(() => {
    if (isAlive(postmaster)) return;
    rmSync(join(folder, 'postgres'), { recursive: true, force: true });
    process.exit();
  }, 50);
}, lookEveryMs);
