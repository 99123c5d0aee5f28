import type { Schemas } from '../api/client.js';

/** Days by ISO 8601, 1 is Monday; `from` and `to` as `09:00`, `24:00` is midnight. An end before its beginning is after midnight. */
export type HoursRule = Schemas['NumberSettings']['hours'][number];

/** Minutes from the beginning of a day. */
export type MinuteSpan = readonly [from: number, to: number];

const dayMinutes = 24 * 60;

export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/** When one is open on each day of the week, Monday first; no rule at all is always. */
export function weekPicture(hours: readonly HoursRule[]): MinuteSpan[][] {
  const week: MinuteSpan[][] = Array.from({ length: 7 }, () => []);
  if (hours.length === 0) return week.map(() => [[0, dayMinutes]]);
  for (const rule of hours) {
    const [from, to] = [minutesOf(rule.from), minutesOf(rule.to)];
    for (const day of rule.days) {
      week[day - 1]?.push([from, to > from ? to : dayMinutes]);
      if (to <= from && to > 0) week[day % 7]?.push([0, to]);
    }
  }
  return week.map(merged);
}

function merged(spans: MinuteSpan[]): MinuteSpan[] {
  const result: MinuteSpan[] = [];
  for (const span of spans.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && span[0] <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], span[1])];
    else result.push(span);
  }
  return result;
}

/** Names of the days in the language, Monday first. */
export function dayNames(language: string, length: 'short' | 'long'): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(2024, 0, 1 + day))));
}

/** "09:00–18:00" of every span; the picture in words. */
export function spansText(spans: readonly MinuteSpan[]): string {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return spans.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ');
}

export const workWeek: HoursRule = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };
