import { filterOf } from './log-filter.js';

describe('what the log is asked for', () => {
  it('is everything while nothing is chosen', () => {
    expect(filterOf({ employeeId: '', outcome: '', day: '' })).toEqual({});
  });

  it('is one person, one outcome, one day of this machine from midnight to midnight', () => {
    const filter = filterOf({ employeeId: 'anna', outcome: 'missed', day: '2026-11-25' });
    expect(filter).toEqual({
      employeeId: 'anna',
      outcome: 'missed',
      from: new Date(2026, 10, 25).toISOString(),
      to: new Date(2026, 10, 26).toISOString(),
    });
  });
});
