import { readdir, readFile } from 'node:fs/promises';

interface Used {
  readonly parent: number;
  readonly name: string;
  /** Milliseconds of a processor (proc(5): ticks of a hundredth). */
  readonly ownMs: number;
  /** Of those that have ended and were waited for. */
  readonly endedMs: number;
}

async function usedBy(path: string): Promise<Used | null> {
  const stat = await readFile(path, 'utf8').catch(() => '');
  const end = stat.lastIndexOf(')');
  if (end === -1) return null;
  const fields = stat.slice(end + 2).split(' ');
  const ms = (...which: number[]) => which.reduce((sum, n) => sum + Number(fields[n]), 0) * 10;
  return {
    parent: Number(fields[1]),
    name: stat.slice(stat.indexOf('(') + 1, end),
    ownMs: ms(11, 12),
    endedMs: ms(13, 14),
  };
}

/** Processor time of a gateway but for its main thread and its database: of its threads, and of the processes that it starts to read files. Milliseconds. */
export async function besideMainThread(pid: number): Promise<number> {
  const [all, main] = await Promise.all([usedBy(`/proc/${pid}/stat`), usedBy(`/proc/${pid}/task/${pid}/stat`)]);
  if (all === null || main === null) throw new Error(`No process ${pid} runs`);
  let sum = all.ownMs + all.endedMs - main.ownMs;
  for (const other of await readdir('/proc')) {
    const used = /^\d+$/.test(other) ? await usedBy(`/proc/${other}/stat`) : null;
    if (used?.parent === pid && used.name !== 'postgres') sum += used.ownMs;
  }
  return sum;
}
