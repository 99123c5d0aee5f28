import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** The one that wakes the others when something is due, and the workers (`--v8-pool-size`, 4). They are a process's first after its own. */
const v8Threads = 5;

/**
 * V8 marks garbage on threads of its own while we serve: on two cores they took half of the time for a tenth of a second, and whoever asked
 * then waited as long. Now they take what nobody else wants. On Linux each thread has a priority of its own (setpriority(2)).
 */
export function serveFirst(): void {
  if (process.platform !== 'linux') return;
  const threads = readdirSync('/proc/self/task').map(Number);
  const others = threads.filter((id) => id !== process.pid).toSorted((a, b) => a - b);
  for (const id of others.slice(0, v8Threads)) setPriority(id, constants.priority.PRIORITY_LOW);
}
