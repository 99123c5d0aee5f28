import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let now = Date.now();
const listeners = new Set<() => void>();
let ticking: number | undefined;

/** One clock for every time on the page, so that a long list does not start hundreds of timers. */
export function everyMinute(listener: () => void): () => void {
  listeners.add(listener);
  if (ticking === undefined) now = Date.now();
  ticking ??= window.setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, minuteMs / 2);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(ticking);
    ticking = undefined;
  };
}

/** The clock that {@link everyMinute} moves, ms. */
export const minuteNow = (): number => now;

/** "42 min", "3 hr", "2 days": how long something has lasted. */
export function ageText(ms: number, language: string): string {
  const count = (value: number, unit: 'minute' | 'hour' | 'day') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(
      Math.max(1, Math.floor(value)),
    );
  if (ms < hourMs) return count(ms / minuteMs, 'minute');
  return ms < dayMs ? count(ms / hourMs, 'hour') : count(ms / dayMs, 'day');
}

/** Its age within a day ("42 min"), then "12 Nov", with the year once it is another one. */
export function shortMoment(at: Date, asOf: Date, language: string): string {
  const ago = asOf.getTime() - at.getTime();
  if (ago < minuteMs) return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(0, 'second');
  if (ago < dayMs) return ageText(ago, language);
  return dayMoment(at, asOf, language);
}

/** "12 Nov", with the year once it is another one. */
function dayMoment(at: Date, asOf: Date, language: string): string {
  const sameYear = at.getFullYear() === asOf.getFullYear();
  return at.toLocaleDateString(language, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
}

const exactMoment = (at: Date, language: string) =>
  at.toLocaleString(language, { dateStyle: 'full', timeStyle: 'medium' });

interface Props {
  at: string;
  /**
   * short: its age, then its day. clock: hours and minutes. inDay: its age, then the clock, under a heading with the day. age: how long ago.
   * day: its day, of what has held since then.
   */
  as?: 'short' | 'clock' | 'inDay' | 'age' | 'day';
  className?: string | undefined;
}

/** A time that tells its age; the exact one is on hover and for machines. */
export function Moment({ at, as = 'short', className }: Props) {
  const { i18n } = useTranslation();
  const asOf = new Date(useSyncExternalStore(everyMinute, minuteNow));
  const date = new Date(at);
  const ago = asOf.getTime() - date.getTime();
  const text = () => {
    if (as === 'clock' || (as === 'inDay' && ago >= dayMs))
      return date.toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' });
    if (as === 'age') return ageText(ago, i18n.language);
    if (as === 'day') return dayMoment(date, asOf, i18n.language);
    return shortMoment(date, asOf, i18n.language);
  };
  return (
    <time dateTime={at} title={exactMoment(date, i18n.language)} className={className}>
      {text()}
    </time>
  );
}

/** "Today", "Yesterday", then the date with its weekday. */
export function dayName(at: Date, language: string): string {
  const start = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((start(new Date()) - start(at)) / dayMs);
  if (days === 0 || days === 1) return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day');
  const sameYear = at.getFullYear() === new Date().getFullYear();
  return at.toLocaleDateString(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** 1234567 → "1.2 MB" in the language's own units. */
export function sizeText(bytes: number, language: string): string {
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 || bytes / 1000 ** step >= 10 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}
