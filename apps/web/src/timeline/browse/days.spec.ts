import { dayOf, isDay, monthsBetween } from './days.js';

describe('a day', () => {
  it('is one that there is', () => {
    expect(['2026-11-25', '2024-02-29'].map(isDay)).toEqual([true, true]);
    expect(['2026-02-29', '2026-13-01', '25.11.2026', '', null, 3].map(isDay)).toEqual(Array(6).fill(false));
  });

  it('is told by the clock on the wall', () => {
    expect(dayOf(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
  });
});

describe('the months of a timeline', () => {
  it('have those in which nothing happened', () => {
    expect(
      monthsBetween([
        { month: '2025-11', count: 3 },
        { month: '2026-02', count: 1 },
      ]),
    ).toEqual([
      { month: '2025-11', count: 3 },
      { month: '2025-12', count: 0 },
      { month: '2026-01', count: 0 },
      { month: '2026-02', count: 1 },
    ]);
    expect(monthsBetween([])).toEqual([]);
  });
});
