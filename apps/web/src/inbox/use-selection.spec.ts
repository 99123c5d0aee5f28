import { between } from './use-selection.js';

describe('a range of the list', () => {
  it('goes from one to the other, whichever stands above', () => {
    expect(between(['a', 'b', 'c', 'd'], 'b', 'd')).toEqual(['b', 'c', 'd']);
    expect(between(['a', 'b', 'c', 'd'], 'c', 'a')).toEqual(['a', 'b', 'c']);
  });

  it('is the one alone when the other has left the list', () => {
    expect(between(['a', 'b'], 'gone', 'b')).toEqual(['b']);
  });
});
