import { localInput, snoozeTimes } from './snooze-times.js';

const times = (now: string) => snoozeTimes(new Date(now)).map(({ name, at }) => [name, localInput(at)]);

describe('when a conversation may come back', () => {
  it('is later today, tomorrow morning, on Monday', () => {
    expect(times('2026-11-25T10:40:00')).toEqual([
      ['laterToday', '2026-11-25T13:30'],
      ['tomorrow', '2026-11-26T09:00'],
      ['nextWeek', '2026-11-30T09:00'],
    ]);
  });

  it('is not in the night, and not today any more in the evening', () => {
    expect(times('2026-11-25T16:10:00')[0]).toEqual(['laterToday', '2026-11-25T18:00']);
    expect(times('2026-11-25T17:10:00').map(([name]) => name)).toEqual(['tomorrow', 'nextWeek']);
  });

  it('of a Monday is the next one, of a Sunday the day after', () => {
    expect(times('2026-11-30T10:00:00').at(-1)).toEqual(['nextWeek', '2026-12-07T09:00']);
    expect(times('2026-11-29T10:00:00').at(-1)).toEqual(['nextWeek', '2026-11-30T09:00']);
  });
});
