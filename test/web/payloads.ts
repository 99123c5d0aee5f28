import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { hostileLetters } from './hostile-letters.js';

/** Others' hostile HTML, which is not ours to carry along: a module or JSON with a list of payloads, or a file that is one. */
const theirs = process.env['KEEPLINE_TEST_PAYLOADS'];

interface Payload {
  readonly title?: string;
  readonly payload: string;
}

async function listed(path: string): Promise<readonly Payload[]> {
  switch (extname(path)) {
    case '.mjs':
      return ((await import(path)) as { default: readonly Payload[] }).default;
    case '.json':
      return JSON.parse(await readFile(path, 'utf8')) as readonly Payload[];
    default:
      return [{ title: basename(path), payload: await readFile(path, 'utf8') }];
  }
}

interface HostileLetter {
  /** What it tries. */
  readonly name: string;
  readonly html: string;
  /** What must be there to be read; null: it may have no words at all. */
  readonly words: string | null;
}

/** Whole letters: ours, with a word before what is hostile, and theirs as they are. */
export async function allHostileLetters(): Promise<readonly HostileLetter[]> {
  const ours = Object.entries(hostileLetters).map(([name, html]) => ({
    name,
    html: `<p>Hello</p>${html}`,
    words: 'Hello',
  }));
  const more = theirs === undefined ? [] : await listed(theirs);
  return [
    ...ours,
    ...more.map(({ title = '', payload }, n) => ({ name: `payload ${n} ${title}`, html: payload, words: null })),
  ];
}
