import { daysInCalendar } from './calendar-file.js';

const now = new Date('2026-11-26T10:00:00Z');
const calendar = (...events: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...events, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) =>
  ['BEGIN:VEVENT', `UID:${lines.join('').length}@test`, 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT'].join(
    '\r\n',
  );
const day = (name: string, firstDay: string, lastDay = firstDay, yearly = false) => ({
  name,
  firstDay,
  lastDay,
  yearly,
});

describe('the days of a calendar', () => {
  it('are single ones, ranges with an end of their own, and such as come every year', () => {
    const text = calendar(
      event('DTSTART;VALUE=DATE:20270101', 'SUMMARY:Новий рік'),
      event('DTSTART;VALUE=DATE:20261231', 'DTEND;VALUE=DATE:20270109', 'SUMMARY:Winter\\, all of it'),
      event('DTSTART;VALUE=DATE:20200824', 'RRULE:FREQ=YEARLY', 'SUMMARY:Independence'),
      event('DTSTART;VALUE=DATE:20270308', 'DURATION:P2D', 'SUMMARY:  Two \t days '),
    );
    expect(daysInCalendar(text, now)).toEqual({
      items: [
        day('Independence', '2020-08-24', '2020-08-24', true),
        day('Winter, all of it', '2026-12-31', '2027-01-08'),
        day('Новий рік', '2027-01-01'),
        day('Two days', '2027-03-08', '2027-03-09'),
      ],
      leftOut: { timed: 0, past: 0 },
    });
  });

  it('are counted out where they are no day of the year', () => {
    const text = calendar(
      event('DTSTART;VALUE=DATE:20251127', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', 'SUMMARY:Thanks'),
      event('DTSTART;VALUE=DATE:20270501', 'RRULE:FREQ=YEARLY;COUNT=2', 'SUMMARY:Twice'),
    );
    expect(daysInCalendar(text, now).items).toEqual([
      // The one of 2025 is over, the one of this year is today.
      day('Thanks', '2026-11-26'),
      day('Twice', '2027-05-01'),
      day('Thanks', '2027-11-25'),
      day('Twice', '2028-05-01'),
      day('Thanks', '2028-11-23'),
      day('Thanks', '2029-11-22'),
    ]);
  });

  it('are told apart from appointments, from what is over, was called off or stands there twice', () => {
    const twice = event('DTSTART;VALUE=DATE:20270101', 'SUMMARY:New Year');
    const text = calendar(
      event('DTSTART:20270101T090000Z', 'DTEND:20270101T100000Z', 'SUMMARY:Meeting'),
      event('DTSTART;VALUE=DATE:20260101', 'SUMMARY:Over'),
      event('DTSTART;VALUE=DATE:20270102', 'STATUS:CANCELLED', 'SUMMARY:Off'),
      ...[twice, twice],
    );
    expect(daysInCalendar(text, now)).toEqual({
      items: [day('New Year', '2027-01-01')],
      leftOut: { timed: 1, past: 1 },
    });
  });

  it('may stand in several calendars of one file', () => {
    const text =
      calendar(event('DTSTART;VALUE=DATE:20270101', 'SUMMARY:A')) +
      calendar(event('DTSTART;VALUE=DATE:20270102', 'SUMMARY:B'));
    expect(daysInCalendar(text, now).items).toEqual([day('A', '2027-01-01'), day('B', '2027-01-02')]);
  });

  it.each(['', 'Dear Sir', '{"a":1}', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', calendar(event('SUMMARY:No day'))])(
    'are not in what is no calendar: %j',
    (text) => {
      expect(() => daysInCalendar(text, now)).toThrow(expect.objectContaining({ code: 'holidays.file-unreadable' }));
    },
  );

  it.each(['FREQ=DAILY', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYDAY=MO', 'FREQ=YEARLY;BYSETPOS=9;BYDAY=MO'])(
    'come once from a rule that is none of holidays: %s',
    (rule) => {
      const text = calendar(event('DTSTART;VALUE=DATE:20270101', `RRULE:${rule}`, 'SUMMARY:Each'));
      expect(daysInCalendar(text, now).items).toEqual([day('Each', '2027-01-01')]);
    },
  );
});
