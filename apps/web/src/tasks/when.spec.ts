import { forInput, soonAt } from './when.js';

describe('a time that is chosen by a word', () => {
  const morning = new Date(2026, 10, 25, 9, 30);
  it.each([
    ['today', '2026-11-25T18:00'],
    ['tomorrow', '2026-11-26T18:00'],
    ['inThreeDays', '2026-11-28T18:00'],
    ['inAWeek', '2026-12-02T18:00'],
  ] as const)('%s is the end of that working day', (soon, at) => expect(soonAt(soon, morning)).toBe(at));

  it('is in two hours when the day is over', () =>
    expect(soonAt('today', new Date(2026, 10, 25, 17, 30))).toBe('2026-11-25T19:30'));

  it('is written as the field has it', () => expect(forInput(new Date(2026, 0, 2, 3, 4))).toBe('2026-01-02T03:04'));
});
