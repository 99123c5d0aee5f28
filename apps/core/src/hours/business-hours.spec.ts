import { afterOpenMinutes, isOpen, nextOpen } from './business-hours.js';

const office = {
  timeZone: 'Europe/Kyiv',
  hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
  holidays: ['2026-12-25'],
};
const night = { timeZone: 'Europe/Kyiv', hours: [{ days: [5], from: '22:00', to: '06:00' }], holidays: ['2026-12-25'] };
const at = (text: string) => new Date(text);

describe('business hours', () => {
  it.each([
    // Kyiv is two hours ahead in winter, three in summer.
    ['2026-11-25T07:00:00Z', true],
    ['2026-11-25T06:59:00Z', false],
    ['2026-11-25T15:59:00Z', true],
    ['2026-11-25T16:00:00Z', false],
    ['2026-07-01T06:00:00Z', true],
    ['2026-11-28T10:00:00Z', false],
    ['2026-12-25T10:00:00Z', false],
  ])('of an office at %s: %s', (moment, open) => expect(isOpen(office, at(moment))).toBe(open));

  it.each([
    ['2026-11-27T20:00:00Z', true],
    ['2026-11-28T03:59:00Z', true],
    ['2026-11-28T04:00:00Z', false],
    ['2026-11-27T03:00:00Z', false],
    // The night that began on a holiday did not begin.
    ['2026-12-26T01:00:00Z', false],
  ])('over midnight at %s: %s', (moment, open) => expect(isOpen(night, at(moment))).toBe(open));

  it('without any are always, but for holidays', () => {
    const always = { ...office, hours: [] };
    expect(isOpen(always, at('2026-11-28T02:00:00Z'))).toBe(true);
    expect(isOpen(always, at('2026-12-25T02:00:00Z'))).toBe(false);
  });

  it('begin again after the night, the weekend and the holiday', () => {
    expect(nextOpen(office, at('2026-11-25T10:00:00Z'))).toEqual(at('2026-11-25T10:00:00Z'));
    expect(nextOpen(office, at('2026-11-25T16:05:00Z'))).toEqual(at('2026-11-26T07:00:00Z'));
    expect(nextOpen(office, at('2026-11-27T20:00:00Z'))).toEqual(at('2026-11-30T07:00:00Z'));
    expect(nextOpen(office, at('2026-12-24T17:00:00Z'))).toEqual(at('2026-12-28T07:00:00Z'));
  });

  it.each([
    // Within the day, over the evening, over the weekend, over the holiday and the weekend after it.
    ['2026-11-25T10:00:00Z', 30, '2026-11-25T10:30:00Z'],
    ['2026-11-25T15:50:00Z', 30, '2026-11-26T07:20:00Z'],
    ['2026-11-28T12:00:00Z', 10, '2026-11-30T07:10:00Z'],
    ['2026-12-24T15:59:30Z', 1, '2026-12-28T07:00:30Z'],
    ['2026-11-25T07:00:00Z', 9 * 60, '2026-11-25T16:00:00Z'],
    ['2026-11-25T07:00:00Z', 9 * 60 + 1, '2026-11-26T07:01:00Z'],
  ])('from %s, %i open minutes are over at %s', (from, minutes, end) =>
    expect(afterOpenMinutes(office, at(from), minutes)).toEqual(at(end)),
  );

  it('count as they stand where one never opens again', () => {
    const never = { ...office, holidays: Array.from({ length: 40 }, (_, day) => dayAfter('2026-11-25', day)) };
    expect(afterOpenMinutes(never, at('2026-11-25T10:00:00Z'), 30)).toEqual(at('2026-11-25T10:30:00Z'));
  });
});

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
