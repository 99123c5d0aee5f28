import { fieldTime, usualTimes } from './times.js';

describe('when an answer is sent later', () => {
  it.each([
    [
      'a Wednesday morning',
      '2026-11-25T10:20',
      ['today 2026-11-25T12:00', 'tomorrow 2026-11-26T09:00', 'monday 2026-11-30T09:00'],
    ],
    ['late on a Friday', '2026-11-27T23:10', ['tomorrow 2026-11-28T09:00', 'monday 2026-11-30T09:00']],
    ['a Sunday: tomorrow is Monday', '2026-11-29T22:30', ['tomorrow 2026-11-30T09:00']],
    ['a Monday', '2026-11-30T03:00', ['tomorrow 2026-12-01T09:00', 'monday 2026-12-07T09:00']],
  ])('on %s', (_, now, times) => {
    expect(usualTimes(new Date(now)).map(({ name, at }) => `${name} ${fieldTime(at)}`)).toEqual(times);
  });
});
