import { dayNames, spansText, weekPicture } from './hours.js';

describe('the week of a number', () => {
  it('is always open without a rule', () => {
    expect(weekPicture([])).toEqual(Array.from({ length: 7 }, () => [[0, 1_440]]));
  });

  it('shows each rule on its days', () => {
    const week = weekPicture([
      { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' },
      { days: [6], from: '10:00', to: '14:30' },
    ]);
    expect(week.map(spansText)).toEqual([
      '09:00–18:00',
      '09:00–18:00',
      '09:00–18:00',
      '09:00–18:00',
      '09:00–18:00',
      '10:00–14:30',
      '',
    ]);
  });

  it('goes on after midnight on the next day, from Sunday into Monday too', () => {
    const week = weekPicture([{ days: [7], from: '20:00', to: '02:00' }]);
    expect([week[6], week[0]]).toEqual([[[1_200, 1_440]], [[0, 120]]]);
    expect(weekPicture([{ days: [1], from: '20:00', to: '00:00' }])[1]).toEqual([]);
  });

  it('joins what overlaps', () => {
    const week = weekPicture([
      { days: [1], from: '13:00', to: '24:00' },
      { days: [1], from: '09:00', to: '13:00' },
      { days: [1], from: '10:00', to: '11:00' },
    ]);
    expect(week[0]).toEqual([[540, 1_440]]);
  });

  it('begins on Monday in every language', () => {
    expect(dayNames('en', 'long')[0]).toBe('Monday');
    expect(dayNames('ru', 'short')[6]).toBe('вс');
    expect(dayNames('uk', 'short')[0]).toBe('пн');
  });
});
