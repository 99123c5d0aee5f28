import { daysOf, shareText, workedShare } from './days.js';

const now = new Date(2026, 10, 26, 12, 0);
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).toISOString();
const long = new Date(2026, 0, 1);

describe('the days of a channel', () => {
  it('are thirty, today last, each with how long it was out', () => {
    const days = daysOf(
      [
        { beganAt: at(20, 23, 30), endedAt: at(21, 0, 4) },
        { beganAt: at(26, 11, 58), endedAt: null },
      ],
      long,
      now,
    );
    expect([days.length, days[0]!.at, days.at(-1)!.at]).toEqual([30, new Date(2026, 9, 28), new Date(2026, 10, 26)]);
    expect(days.slice(-7).map(({ is, outMs }) => [is, outMs / 60_000])).toEqual([
      ['bad', 30],
      ['shaken', 4],
      ['good', 0],
      ['good', 0],
      ['good', 0],
      ['good', 0],
      ['bad', 2],
    ]);
  });

  it('of which nothing is kept are unknown', () => {
    const days = daysOf([], new Date(2026, 10, 25, 18, 0), now);
    expect(days.slice(-3).map(({ is }) => is)).toEqual(['unknown', 'good', 'good']);
  });

  it('make a share, never rounded up to all', () => {
    expect(workedShare([{ beganAt: at(26, 6), endedAt: at(26, 9) }], new Date(2026, 10, 26, 0, 0), now)).toBe(0.75);
    expect(workedShare([], now, now)).toBeNull();
    expect([1, 0.99999, 0.9876, 0.5].map((share) => shareText(share, 'en'))).toEqual([
      '100%',
      '99.99%',
      '98.7%',
      '50%',
    ]);
  });
});
