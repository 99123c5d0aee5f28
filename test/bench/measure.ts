import { readdir, readFile } from 'node:fs/promises';

/** The value below which the given share of the sorted values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Proportional set size of a process and all it started, in MB: shared pages are counted once (Linux, /proc/<pid>/smaps_rollup). */
export async function pssOfTree(pid: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const after = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (after[1] !== undefined) parents.set(Number(name), Number(after[1]));
  }
  const isOurs = (candidate: number): boolean =>
    candidate === pid || (parents.has(candidate) && parents.get(candidate)! > 1 && isOurs(parents.get(candidate)!));
  let kilobytes = 0;
  for (const candidate of parents.keys()) {
    if (!isOurs(candidate)) continue;
    const rollup = await readFile(`/proc/${candidate}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}

/** The resident set of one process, in MB. */
export async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}

/**
 * What the median and the slowest twentieth stayed below, in milliseconds, by the buckets of a Prometheus histogram.
 * @returns null where the histogram is not there or empty
 */
export async function histogramPercentile(url: string, name: string): Promise<{ p50: number; p95: number } | null> {
  const text = await (await fetch(url)).text();
  const buckets = [...text.matchAll(new RegExp(`^${name}_bucket\\{.*?le="([^"]+)".*?\\} (\\d+)`, 'gm'))].map(
    ([, bound, count]) => ({ ms: Number(bound === '+Inf' ? Infinity : bound) * 1_000, count: Number(count) }),
  );
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return null;
  const below = (share: number) => buckets.find(({ count }) => count >= total * share)!.ms;
  return { p50: below(0.5), p95: below(0.95) };
}

export interface Row {
  what: string;
  reached: string;
  goal: string;
  met: boolean | null;
}

/** One line a measurement, with its goal beside it. */
export function printRows(title: string, rows: readonly Row[]): void {
  const width = Math.max(...rows.map((row) => row.what.length));
  console.log(`\n${title}`);
  for (const { what, reached, goal, met } of rows) {
    console.log(
      `  ${what.padEnd(width)}  ${reached.padEnd(34)} ${goal.padEnd(22)} ${met === null ? '' : met ? 'met' : 'NOT MET'}`,
    );
  }
}
