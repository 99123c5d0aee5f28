import { setTimeout } from 'node:timers/promises';
import { seeded } from '#libs/testing';
import type { ApiUser } from '../product/api.js';
import { percentile, printRows } from './measure.js';
import { askAs } from './reading.js';

const readers = 8;

/** How many read at once, and how long each looks at what came, in milliseconds. */
const crowds = [
  { who: 'one reader', many: 1, pauseMs: [0, 0] },
  { who: `${readers} readers who look at each page for 100 to 300 ms`, many: readers, pauseMs: [100, 300] },
  { who: `${readers} readers who never pause`, many: readers, pauseMs: [0, 0] },
] as const;

/** One of a crowd: asks, and what it asked is noted under a name. */
export interface Reader {
  /** Which of them, from 0. */
  readonly n: number;
  /** Below 1; the same in every run. */
  random(): number;
  /** @param path below /api/v1; several are asked for at once, as a page does. @returns the first of the answers */
  ask<T>(who: ApiUser, path: string | readonly string[], name: string): Promise<T>;
}

/**
 * One reader, then eight at once, and prints how long each kind of answer took. A first round, which is not counted, fills what a product that has
 * run for a day has full, and lets Node translate what is asked for again and again.
 * @param title what is read, and among how much
 * @param read what one of them does in so many turns
 * @param goalOf milliseconds below which nineteen of twenty must stay, by the name under which it was noted; null: it has no goal
 */
export async function readByCrowds(
  title: string,
  turns: number,
  read: (reader: Reader, turns: number) => Promise<void>,
  goalOf: (name: string, many: number) => number | null,
): Promise<void> {
  await readAll(readers, [0, 0], 2 * turns, read);
  for (const { who, many, pauseMs } of crowds) {
    const times = await readAll(many, pauseMs, many === 1 ? readers * turns : turns, read);
    const rows = [...times].sort().map(([what, ms]) => {
      const p95 = percentile(ms, 0.95);
      const goal = goalOf(what, many);
      return {
        what,
        reached: `p50 ${percentile(ms, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
        goal: goal === null ? '–' : `p95 ≤ ${goal} ms`,
        met: goal === null ? null : p95 <= goal,
      };
    });
    printRows(`${title}, ${who}`, rows);
  }
}

/** @returns how long each kind of answer took, in milliseconds */
async function readAll(
  many: number,
  [shortest, longest]: readonly [number, number],
  turns: number,
  read: (reader: Reader, turns: number) => Promise<void>,
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  const reader = (n: number): Reader => {
    const random = seeded(n + 1);
    return {
      n,
      random,
      async ask<T>(who: ApiUser, path: string | readonly string[], name: string): Promise<T> {
        const begun = performance.now();
        const [first] = await Promise.all([path].flat().map((one) => askAs(who, one)));
        const ms = performance.now() - begun;
        const noted = times.get(name);
        if (noted) noted.push(ms);
        else times.set(name, [ms]);
        const answer = JSON.parse(first!.bytes.toString('utf8')) as T;
        if (longest > 0) await setTimeout(shortest + random() * (longest - shortest));
        return answer;
      },
    };
  };
  await Promise.all(Array.from({ length: many }, (_, n) => read(reader(n), turns)));
  return times;
}
