import { chipsOf } from './chips.js';

describe('reactions', () => {
  it('are one sign for each emoji, ours marked, taken-back ones gone', () => {
    const anna = { id: 'anna', name: 'Anna' };
    expect(
      chipsOf([
        { emoji: '👍', by: 'client', employee: null, state: 'done' },
        { emoji: '❤️', by: 'client', employee: null, state: 'done' },
        { emoji: '', by: 'client', employee: null, state: 'done' },
        { emoji: '👍', by: 'us', employee: anna, state: 'waiting' },
      ]).map(({ emoji, ours, who }) => [emoji, ours, who.length]),
    ).toEqual([
      ['👍', true, 2],
      ['❤️', false, 1],
    ]);
  });
});
