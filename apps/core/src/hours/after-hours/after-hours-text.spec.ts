import { afterHoursText } from './after-hours-text.js';

const office = {
  timeZone: 'Europe/Kyiv',
  hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
  holidays: ['2026-12-25'],
};

it.each([
  ['en', '2026-11-27T20:00:00Z', 'Back on Monday, November 30, 09:00.'],
  ['uk', '2026-11-25T20:00:00Z', 'Back on четвер, 26 листопада, 09:00.'],
  ['ru', '2026-12-24T20:00:00Z', 'Back on понедельник, 28 декабря, 09:00.'],
  // Open now: as it will be said tonight.
  ['en', '2026-11-25T10:00:00Z', 'Back on Thursday, November 26, 09:00.'],
] as const)('in %s at %s: %s', (language, at, said) =>
  expect(afterHoursText({ enabled: true, language, text: 'Back on {opens}.' }, office, new Date(at))).toBe(said),
);
