import { remembered } from './remembered.js';

describe('remembered', () => {
  it('works each answer out once, and forgets all where there are too many', () => {
    const asked: string[] = [];
    const length = remembered(2, (key) => {
      asked.push(key);
      return key.length;
    });
    expect(['a', 'bb', 'a', 'bb'].map(length)).toEqual([1, 2, 1, 2]);
    expect(asked).toEqual(['a', 'bb']);
    expect(['ccc', 'a', 'ccc'].map(length)).toEqual([3, 1, 3]);
    expect(asked).toEqual(['a', 'bb', 'ccc', 'a']);
  });
});
