import { alreadyHas, rangeOf, sameBytes } from './byte-ranges.js';

describe('a range of a thousand bytes', () => {
  it.each([
    ['bytes=0-499', { from: 0, to: 500 }],
    ['bytes=500-', { from: 500, to: 1000 }],
    ['bytes=999-', { from: 999, to: 1000 }],
    ['bytes=0-0', { from: 0, to: 1 }],
    ['bytes=900-5000', { from: 900, to: 1000 }],
    ['bytes=-200', { from: 800, to: 1000 }],
    ['bytes=-5000', { from: 0, to: 1000 }],
    ['Bytes = 10 - 19', { from: 10, to: 20 }],
    ['bytes=1000-', 'unsatisfiable'],
    ['bytes=5000-6000', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=99999999999999999999-', 'unsatisfiable'],
    [undefined, 'whole'],
    ['', 'whole'],
    ['bytes=', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=5-2', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['seconds=0-1', 'whole'],
    ['bytes=a-b', 'whole'],
  ])('%s is %o', (header, range) => expect(rangeOf(header, 1_000)).toEqual(range));

  it('of nothing is never satisfiable', () => {
    expect(rangeOf('bytes=0-', 0)).toBe('unsatisfiable');
    expect(rangeOf('bytes=-1', 0)).toBe('unsatisfiable');
  });
});

describe('an entity tag', () => {
  it('fits itself, also in a list and marked as weak, and the star', () => {
    for (const given of ['"a"', '"b", "a"', 'W/"a"', '*'])
      expect([given, alreadyHas(given, '"a"')]).toEqual([given, true]);
    for (const given of [undefined, '', '"b"', 'a']) expect([given, alreadyHas(given, '"a"')]).toEqual([given, false]);
  });

  it('continues a download only of the same bytes: no weak tag, no date', () => {
    expect([undefined, '"a"'].map((given) => sameBytes(given, '"a"'))).toEqual([true, true]);
    expect(['W/"a"', '"b"', 'Mon, 05 Jan 2026 10:00:00 GMT'].map((given) => sameBytes(given, '"a"'))).toEqual([
      ...[false, false, false],
    ]);
  });
});
