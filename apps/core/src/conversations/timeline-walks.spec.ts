import { cutSpan, endsOf, walksOf, type Walk } from './timeline-walks.js';

const at = (key: number, id = `${key}`) => ({ key: `${key}`, id });
const cursor = (key: number, id = `${key}`) => ({ microseconds: `${key}`, id });
const older: Walk = { way: 'older', from: null, limit: 2 };
const newer: Walk = { way: 'newer', from: { ...cursor(1), inclusive: false }, limit: 2 };

describe('a walk over a timeline', () => {
  it('shows changes of the card only as far as the entries reach', () => {
    expect(cutSpan(older, [at(9), at(7), at(5)], [at(8), at(6), at(4)], 100)).toEqual({
      ...{ rows: [at(9), at(7)], events: [at(8)], end: cursor(7) },
    });
    expect(cutSpan(older, [at(9)], [at(8), at(4)], 100)).toEqual({ rows: [at(9)], events: [at(8), at(4)], end: null });
  });

  it('ends with the changes where too many lie between the entries, and goes on there', () => {
    const first = cutSpan(older, [at(9), at(1)], [at(8), at(7), at(6)], 2);
    expect(first).toEqual({ rows: [at(9)], events: [at(8), at(7)], end: cursor(7) });
    expect(cutSpan({ ...older, from: { ...first.end!, inclusive: false } }, [at(1)], [at(6)], 2)).toEqual({
      ...{ rows: [at(1)], events: [at(6)], end: null },
    });
  });

  it('the other way keeps what lies next to where it began, the newest first', () => {
    expect(cutSpan(newer, [at(9), at(5), at(3)], [at(8), at(4)], 100)).toEqual({
      ...{ rows: [at(5), at(3)], events: [at(4)], end: cursor(5) },
    });
  });

  it('within one moment goes by the id, of entries and of changes alike', () => {
    expect(cutSpan(older, [at(5, 'c'), at(5, 'b'), at(5, 'a')], [at(5, 'd'), at(5, 'b0'), at(5, 'a0')], 100)).toEqual({
      ...{ rows: [at(5, 'c'), at(5, 'b')], events: [at(5, 'd'), at(5, 'b0')], end: cursor(5, 'b') },
    });
  });
});

describe('a page of a timeline', () => {
  const ends = (walks: Walk[], ...keys: number[][]) =>
    endsOf(
      walks,
      keys.map((each, n) =>
        cutSpan(
          walks[n]!,
          each.map((key) => at(key)),
          [],
          100,
        ),
      ),
    );

  it('from the newest has nothing before it', () => {
    expect(ends([older], [9, 7, 5])).toEqual({ older: cursor(7), newer: null });
    expect(ends([older], [9])).toEqual({ older: null, newer: null });
  });

  it('further down has what was above it', () => {
    const walk: Walk = { way: 'older', from: { ...cursor(9), inclusive: false }, limit: 2 };
    expect(ends([walk], [7, 5, 3])).toEqual({ older: cursor(5), newer: cursor(7) });
  });

  it('of what is newer goes on below with what it began at', () => {
    expect(ends([newer], [9, 5, 3])).toEqual({ older: cursor(3), newer: cursor(5) });
    expect(ends([newer], [])).toEqual({ older: cursor(1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), newer: null });
  });

  it('around an entry goes on both ways', () => {
    const walks = walksOf({}, cursor(5), 5);
    expect(walks).toEqual([
      { way: 'newer', from: { ...cursor(5), inclusive: false }, limit: 2 },
      { way: 'older', from: { ...cursor(5), inclusive: true }, limit: 3 },
    ]);
    expect(ends(walks, [8, 7, 6], [5, 4, 3, 2])).toEqual({ older: cursor(3), newer: cursor(7) });
    expect(ends(walksOf({}, cursor(5), 1), [5, 4])).toEqual({ older: cursor(5), newer: cursor(5) });
  });
});
