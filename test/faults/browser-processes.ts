import { readdir, readFile } from 'node:fs/promises';

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
}

/** The browsers whose profile lies under this folder, and the processes in which they show pages. */
export async function browsersUnder(folder: string): Promise<{ browsers: number[]; renderers: number[] }> {
  const all = await running();
  const isBrowser = ({ words }: Running) =>
    words.some((word) => word.startsWith(`--user-data-dir=${folder}`)) &&
    !words.some((word) => word.startsWith('--type='));
  const browsers = all.filter(isBrowser).map(({ pid }) => pid);
  const family = new Set(browsers);
  // A child's pid may be lower than its parent's: so until nothing is added.
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  const renderers = all.filter(({ pid, words }) => family.has(pid) && words.includes('--type=renderer'));
  return { browsers, renderers: renderers.map(({ pid }) => pid) };
}

async function running(): Promise<Running[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => look(pid).catch(() => null)));
  return found.flatMap((one) => one ?? []);
}

async function look(pid: string): Promise<Running> {
  const [words, stat] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
    readFile(`/proc/${pid}/stat`, 'utf8'),
  ]);
  // The name in brackets may hold anything; what follows it does not.
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid: Number(pid), parent: Number(parent), words: words.split(/[\0 ]/) };
}
