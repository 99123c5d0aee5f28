import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contrast } from './tokens.js';

/** What is written in, and on what it stands. */
const pairs = [
  ...['--k-text', '--k-dim', '--k-accent-text', '--k-ok', '--k-warn', '--k-bad'].flatMap((words) =>
    ['--k-panel', '--k-bg'].map((ground) => [words, ground] as const),
  ),
  ['--k-note-text', '--k-note'],
  ['--k-bad', '--k-bad-bg'],
  ['--k-warn', '--k-warn-bg'],
  ['--k-accent-text', '--k-selected'],
] as const;

const sheet = readFileSync(join(import.meta.dirname, '../shell/theme.css'), 'utf8');
const tokensIn = (selector: string): Map<string, string> => {
  const block = sheet.slice(sheet.indexOf(`\n${selector} {`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/(--k-[\w-]+):\s*(#[0-9a-f]{3,8});/gi)].map(([, name, value]) => [name!, value!]));
};

describe('the colours of the page', () => {
  it('are told apart as WCAG tells them', () => {
    expect(contrast('#000', '#ffffff')).toBe(21);
    expect(contrast('#777777', '#ffffff')!.toFixed(2)).toBe('4.48');
    expect(contrast('rgb(0, 0, 0)', '#fff')).toBeNull();
  });

  it.each([':root', "[data-mantine-color-scheme='dark']"])('can be read in %s: 4.5 to 1', (selector) => {
    const tokens = tokensIn(selector);
    const tooFaint = pairs
      .map(([words, ground]) => [`${words} on ${ground}`, contrast(tokens.get(words)!, tokens.get(ground)!)!] as const)
      .filter(([, ratio]) => !(ratio >= 4.5));
    expect(tooFaint).toEqual([]);
  });
});
