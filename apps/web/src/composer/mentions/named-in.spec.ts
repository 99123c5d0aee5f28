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

  it.each([
    ['@Anna, please', [], ['a']],
    ['@Anna, please', ['a2'], ['a2']],
    ['@Anna and @Anna', ['a2', 'a'], ['a2', 'a']],
    ['only @Anna is left', ['a2', 'a'], ['a']],
    ['nobody', ['a2'], []],
  ] as const)('of "%s", of two who are called alike whoever was chosen (%j)', (text, picked, ids) => {
    expect(namedIn(text, [anna, { id: 'a2', name: 'Anna' }, boris], picked).map(({ id }) => id)).toEqual(ids);
  });
});
