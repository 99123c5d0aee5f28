import { dayOf, dayText, daysOf, periodOf, type PeriodName } from './period.js';

// A Wednesday.
const now = new Date(2026, 10, 25, 14, 30);
const shown = (name: PeriodName, own = {}) => {
  const { from, to } = periodOf(name, now, own);
  return [dayText(from), dayText(to)];
};

describe('the period of a report', () => {
  it.each([
    ['today', ['2026-11-25', '2026-11-26']],
    ['yesterday', ['2026-11-24', '2026-11-25']],
    ['week', ['2026-11-23', '2026-11-26']],
    ['last7', ['2026-11-19', '2026-11-26']],
    ['month', ['2026-11-01', '2026-11-26']],
    ['lastMonth', ['2026-10-01', '2026-11-01']],
    ['last30', ['2026-10-27', '2026-11-26']],
  ] as const)('%s is from the first day to before the last', (name, days) => {
    expect(shown(name)).toEqual(days);
  });

  it('of one’s own holds its last day, whichever way round it was given', () => {
    expect(shown('own', { from: '2026-11-03', to: '2026-11-05' })).toEqual(['2026-11-03', '2026-11-06']);
    expect(shown('own', { from: '2026-11-05', to: '2026-11-03' })).toEqual(['2026-11-03', '2026-11-06']);
    expect(shown('own', { from: 'nonsense' })).toEqual(['2026-11-25', '2026-11-26']);
    expect(shown('own', { from: '2020-01-01', to: '2026-11-24' })).toEqual(['2025-10-21', '2026-11-25']);
  });

  it('has every day, across the end of a month', () => {
    expect(daysOf({ from: new Date(2026, 1, 27), to: new Date(2026, 2, 2) })).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
  });

  it('knows a day that does not exist', () => {
    expect(dayOf('2026-02-30')).toBeNull();
    expect(dayOf('2026-02-28')).toEqual(new Date(2026, 1, 28));
  });
});
