import { matchesAt } from './matches-at.js';

const addresses = /(?<![\p{L}\p{N}.])[\p{L}\p{N}.]{1,64}@[\p{L}\p{N}.-]{1,20}/gu;
const found = (matches: Iterable<RegExpExecArray>) => [...matches].map(({ 0: whole, index }) => [index, whole]);

describe('what is looked for by its sign', () => {
  it.each([
    ['nothing', 'Good morning, and nothing else. '.repeat(50)],
    ['the first and the last', `a@b.test ${'word '.repeat(200)}z@y.test`],
    ['signs alone', '@ @@ @'],
    ['one after another', 'a@b@c@d,e@f;g@h'],
    ['the longest that there is', `${'x'.repeat(64)}@y.test`],
    ['one that is too long', `${'x'.repeat(65)}@y.test a@b.test`],
    ['letters of two units', `${'\u{20000}'.repeat(64)}@y.test ${'\u{20000}'.repeat(65)}@y.test`],
  ])('is what the pattern finds: %s', (_, text) =>
    expect(found(matchesAt(text, addresses, /@/g))).toEqual(found(text.matchAll(addresses))),
  );

  it('leaves the patterns as they were', () => {
    const sign = /@/g;
    found(matchesAt('a@b.test', addresses, sign));
    expect([addresses.lastIndex, sign.lastIndex]).toEqual([0, 0]);
  });
});
