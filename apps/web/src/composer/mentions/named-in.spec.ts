import { namedIn } from './named-in.js';

const [anna, annaMaria, boris] = [
  { id: 'a', name: 'Anna' },
  { id: 'am', name: 'Anna Maria' },
  { id: 'b', name: 'Boris Hnat' },
] as const;

describe('who is named in a note', () => {
  it.each([
    ['nobody', []],
    ['@Boris Hnat and anna', ['b']],
    ['@Anna Maria, ask @Boris Hnat', ['am', 'b']],
    ['@Anna Maria and @Anna', ['am', 'a']],
    ['write to boris@Anna', ['a']],
  ] as const)('of "%s"', (text, ids) => {
    expect(namedIn(text, [anna, annaMaria, boris]).map(({ id }) => id)).toEqual(ids);
  });
});
