import ICAL from 'ical.js';
import { UserError } from '#libs/errors';
import type { HolidayFacts } from './holiday.view.js';

/** A calendar of holidays of ten years is a tenth of it; a larger file would hold the event loop up. */
export const calendarLimitBytes = 300_000;
/** So far ahead are counted out those that are no day of the year: the fourth Thursday, Easter. */
const yearsAhead = 3;
const mostItems = 500;
/** Of one entry. A rule that gives more than this is not one of holidays. */
const mostTimes = 60;
const longestDays = 62;

export interface DaysFound {
  readonly items: HolidayFacts[];
  readonly leftOut: { timed: number; past: number };
}

/**
 * The whole days of a calendar (RFC 5545). What comes back on the same day of every year is one that is yearly.
 * @param now what ended before its day is left out
 * @throws UserError `holidays.file-unreadable`
 */
export function daysInCalendar(text: string, now: Date): DaysFound {
  try {
    return daysOf(eventsOf(text), now);
  } catch (error) {
    throw new UserError('holidays.file-unreadable', {}, { cause: error });
  }
}

function daysOf(events: readonly ICAL.Event[], now: Date): DaysFound {
  const today = now.toISOString().slice(0, 10);
  const until = `${now.getUTCFullYear() + yearsAhead}-12-31`;
  const items: HolidayFacts[] = [];
  const leftOut = { timed: 0, past: 0 };
  for (const event of events) {
    if (event.component.getFirstPropertyValue('status') === 'CANCELLED') continue;
    if (!event.startDate.isDate) {
      leftOut.timed += 1;
      continue;
    }
    const name = (event.summary ?? '').trim().replace(/\s+/g, ' ').slice(0, 100);
    const days = Math.min(longestDays, Math.max(1, daysBetween(event.startDate, event.endDate)));
    const yearly = isYearly(event);
    const begins = yearly ? [dayOf(event.startDate)] : timesOf(event, until);
    const coming = begins.filter((day) => yearly || plus(day, days - 1) >= today);
    if (coming.length === 0) leftOut.past += 1;
    for (const firstDay of coming) {
      const item = { name: name || firstDay, firstDay, lastDay: plus(firstDay, days - 1), yearly };
      if (!items.some((one) => same(one, item))) items.push(item);
    }
  }
  items.sort((a, b) => (a.firstDay < b.firstDay ? -1 : a.firstDay > b.firstDay ? 1 : 0));
  return { items: items.slice(0, mostItems), leftOut };
}

type Root = ConstructorParameters<typeof ICAL.Component>[0];

function eventsOf(text: string): ICAL.Event[] {
  const parsed = ICAL.parse(text) as unknown[];
  // Several calendars in one file, or one.
  const roots = (typeof parsed[0] === 'string' ? [parsed] : parsed) as Root[];
  if (roots.length === 0) throw new Error('nothing in it');
  return roots
    .flatMap((root) => new ICAL.Component(root).getAllSubcomponents('vevent'))
    .map((component) => new ICAL.Event(component));
}

const ruleOf = (event: ICAL.Event): ICAL.Recur | null =>
  event.component.getFirstPropertyValue('rrule') as ICAL.Recur | null;

function isYearly(event: ICAL.Event): boolean {
  const rule = ruleOf(event);
  if (rule?.freq !== 'YEARLY' || rule.interval !== 1 || rule.count || rule.until) return false;
  return Object.keys(rule.parts).every((part) => part === 'BYMONTH' || part === 'BYMONTHDAY');
}

/** A day of the week, also the fourth or the last of them: of such there is always another one. A rule can say what never comes. */
const weekday = /^(?:[+-]?[1-4])?(?:MO|TU|WE|TH|FR|SA|SU)$/;

/** On which days it begins; of rules that are none of holidays the first one alone. */
function timesOf(event: ICAL.Event, until: string): string[] {
  const rule = ruleOf(event);
  const { BYDAY: days = [], BYMONTH: _, ...others } = (rule?.parts ?? {}) as Record<string, unknown[] | undefined>;
  const counted =
    rule?.freq === 'YEARLY' &&
    Object.keys(others).length === 0 &&
    days.every((day) => typeof day === 'string' && weekday.test(day));
  if (!counted) return [dayOf(event.startDate)];
  const times: string[] = [];
  const iterator = event.iterator();
  for (let time = iterator.next(); time && dayOf(time) <= until && times.length < mostTimes; time = iterator.next())
    times.push(dayOf(time));
  return times;
}

const dayOf = (time: ICAL.Time): string =>
  `${String(time.year).padStart(4, '0')}-${String(time.month).padStart(2, '0')}-${String(time.day).padStart(2, '0')}`;

const dayMs = 86_400_000;
/** The end of a whole day is the day after it (RFC 5545, 3.6.1). */
const daysBetween = (from: ICAL.Time, to: ICAL.Time): number =>
  Math.round((Date.parse(dayOf(to)) - Date.parse(dayOf(from))) / dayMs);
const plus = (day: string, days: number): string => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
const same = (a: HolidayFacts, b: HolidayFacts): boolean =>
  a.name === b.name && a.firstDay === b.firstDay && a.lastDay === b.lastDay && a.yearly === b.yearly;
