import type { Target } from '../columns.js';
import { cleanCell, rowWords } from './row-words.js';

const read = (targets: Target[], ...cells: string[]) => rowWords({ n: 0, line: 2, cells }, targets, 'UA');

describe('what a line says', () => {
  it.each([
    ['050 111 22 33, +380 50 111-22-44', ['+380501112233', '+380501112244']],
    ['(050) 111-22-33 / 050 111 22 44', ['+380501112233', '+380501112244']],
    ['0501112233\n0501112233', ['+380501112233']],
    ["'+380501112233", ['+380501112233']],
    ['="0501112233"', ['+380501112233']],
  ])('several numbers in one cell: %j', (cell, values) => {
    expect(read(['phone'], cell).words?.points.map(({ value }) => value)).toEqual(values);
  });

  it('a name in parts, in the order of the columns', () => {
    expect(read(['last-name', 'first-name', 'middle-name'], 'Коваль', 'Олена', '').words?.name).toBe('Коваль Олена');
    expect(read(['first-name', 'last-name'], 'Ada', 'Lovelace').words?.name).toBe('Ada Lovelace');
  });

  it('kinds and stages in three languages', () => {
    for (const kind of ['Company', 'Юр. лицо', 'Юридична особа'])
      expect(read(['kind', 'email'], kind, 'a@b.test').words?.kind).toBe('company');
    for (const stage of ['Продажи', 'угода', 'DEAL'])
      expect(read(['stage', 'email'], stage, 'a@b.test').words?.stage).toBe('sales');
  });

  it('nothing, where nothing stands on it', () => {
    expect(read(['name', 'email'], ' ', '\u00a0')).toEqual({ n: 0, line: 2, words: null, problem: null });
  });

  it.each<[Target, string, string]>([
    ['phone', '3,80501E+11', 'number-rounded'],
    ['name', 'a'.repeat(201), 'name-too-long'],
    ['name', 'Ива\ufffd', 'characters-broken'],
    ['tags', 'a'.repeat(41), 'tag-too-long'],
    ['email', Array.from({ length: 21 }, (_, n) => `a${n}@b.test`).join(' '), 'addresses-too-many'],
  ])('what cannot be: %s %j is %s', (target, cell, code) => {
    expect(read([target], cell).problem?.code).toBe(code);
  });

  it('more than there are columns', () => {
    expect(read(['name'], 'Ada', '', 'x').problem?.code).toBe('cells-too-many');
    expect(read(['name'], 'Ada', '', '').words?.name).toBe('Ada');
  });
});

describe('a cell', () => {
  it('is what it was before a spreadsheet or our own file of errors guarded it', () => {
    expect(["'=1+1", "'@name", "'-5", "'tis", '\u0000a\u200bb'].map(cleanCell)).toEqual([
      '=1+1',
      '@name',
      '-5',
      "'tis",
      'a b',
    ]);
  });
});
