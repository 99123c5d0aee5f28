import type { Opening } from './opening.js';

interface LocalTime {
  /** ISO 8601: `2026-11-25`. */
  readonly date: string;
  /** 1 is Monday. */
  readonly weekday: number;
  /** `09:30`: as text it sorts by time. */
  readonly clock: string;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const longestWaitMs = 31 * dayMs;
/** Beyond two closed weeks nobody waits for an opening. */
const longestClosedMs = 14 * dayMs;

/** Whether somebody is there, by the channel's own clock. Without hours it is always open, but for holidays. */
export function isOpen({ timeZone, hours, holidays }: Opening, at: Date): boolean {
  const now = localTime(at, timeZone);
  // Only a night asks what day it was yesterday.
  const yesterday = hours.some(({ from, to }) => to <= from)
    ? localTime(new Date(at.getTime() - dayMs), timeZone)
    : { date: '', weekday: 0 };
  const todayIsOff = holidays.includes(now.date);
  if (hours.length === 0) return !todayIsOff;
  return hours.some(({ days, from, to }) => {
    const overnight = to <= from;
    const begun = !todayIsOff && days.includes(now.weekday) && now.clock >= from && (overnight || now.clock < to);
    const stillFromYesterday =
      overnight && days.includes(yesterday.weekday) && !holidays.includes(yesterday.date) && now.clock < to;
    return begun || stillFromYesterday;
  });
}

/** The moment itself when it is open then; otherwise when it opens next, to the quarter of an hour. */
export function nextOpen(opening: Opening, at: Date): Date {
  if (isOpen(opening, at)) return at;
  const first = Math.ceil(at.getTime() / quarterMs) * quarterMs;
  for (let time = first; time < at.getTime() + longestClosedMs; time += quarterMs) {
    const moment = new Date(time);
    if (isOpen(opening, moment)) return moment;
  }
  return at;
}

/**
 * The moment by which one has been open for so long: at 17:50 of an office that closes at 18:00, half an hour is 09:20 of the next day.
 * Looked at by the quarter of an hour, and by the minute where one opens or closes within it. Where one is not open again within a month
 * the clock runs as if one always were.
 */
export function afterOpenMinutes(opening: Opening, from: Date, minutes: number): Date {
  const begin = from.getTime();
  let left = minutes * minuteMs;
  for (let time = begin; time < begin + longestWaitMs;) {
    const [atOnce, atEnd] = [isOpen(opening, new Date(time)), isOpen(opening, new Date(time + quarterMs - 1))];
    const step = atOnce === atEnd ? quarterMs : minuteMs - (time % minuteMs);
    if (atOnce && left <= step) return new Date(time + left);
    if (atOnce) left -= step;
    time += step;
  }
  return new Date(begin + minutes * minuteMs);
}

/** The day by the channel's own calendar, ISO 8601. */
export const localDay = ({ timeZone }: Pick<Opening, 'timeZone'>, at: Date): string => localTime(at, timeZone).date;

const formats = new Map<string, Intl.DateTimeFormat>();
const weekdays: Readonly<Record<string, number>> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 };

function localTime(at: Date, timeZone: string): LocalTime {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      ...{ hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit' },
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    weekday: weekdays[parts['weekday']!]!,
    clock: `${parts['hour']}:${parts['minute']}`,
  };
}
