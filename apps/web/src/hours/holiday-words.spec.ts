import { spanText } from './holiday-words.js';

const day = (firstDay: string, lastDay = firstDay, yearly = false) => ({ firstDay, lastDay, yearly });

describe('the days of a holiday in words', () => {
  it('have a year where it comes once, and none where it comes every year', () => {
    expect(spanText(day('2027-01-01'), 'en-GB')).toBe('1 January 2027');
    expect(spanText(day('2026-08-24', '2026-08-24', true), 'en-GB')).toBe('24 August');
  });

  it('say of more of them where they begin and end', () => {
    expect(spanText(day('2026-12-31', '2027-01-08'), 'en-GB')).toBe('31 December 2026\u2009–\u20098 January 2027');
    expect(spanText(day('2027-05-01', '2027-05-03', true), 'en-GB')).toBe('1\u2009–\u20093 May');
  });
});
