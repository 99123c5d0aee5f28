import { UidRanges } from './uid-ranges.js';

describe('UidRanges', () => {
  it('reads and writes what PostgreSQL and IMAP say', () => {
    const ranges = UidRanges.parse('{[1,5),[7,8),[4294967290,4294967296)}');
    expect(ranges.toString()).toBe('{[1,5),[7,8),[4294967290,4294967296)}');
    expect(ranges.toSequenceSet()).toBe('1:4,7,4294967290:4294967295');
    expect(ranges.highest).toBe(4_294_967_295);
    expect(UidRanges.parse('{}').toString()).toBe('{}');
    expect(UidRanges.none.highest).toBe(0);
  });

  it('knows its members', () => {
    const ranges = UidRanges.of([9, 1, 2, 3, 3, 7]);
    expect(ranges.toString()).toBe('{[1,4),[7,8),[9,10)}');
    expect([0, 1, 3, 4, 6, 7, 8, 9, 10].filter((uid) => ranges.has(uid))).toEqual([1, 3, 7, 9]);
  });

  it('grows without overlapping', () => {
    expect(UidRanges.of([1, 2, 8]).plus([3, 5, 7]).toString()).toBe('{[1,4),[5,6),[7,9)}');
    expect(UidRanges.of([1, 2]).plus([1, 2]).toString()).toBe('{[1,3)}');
  });
});
