import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { overviewQuery, type TimelineFilter, type TimelinePlace } from '../../api/timeline.js';
import { monthsBetween, type Month } from './days.js';
import css from './months.module.css';

interface Props {
  clientId: string;
  filter: TimelineFilter;
  /** Where one looks just now. */
  at: string | null;
  onGo: (to: { place: TimelinePlace }) => void;
}

/** Somebody who goes over many months by key wants the last of them. */
const settleMs = 450;

/** All months beside the stream, the oldest above: a picture of where the entries are, and a way there. */
export function Months({ clientId, filter, at, onGo }: Props) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(overviewQuery(clientId, filter));
  const months = useMemo(() => monthsBetween(data?.months ?? []), [data]);
  const most = useMemo(() => Math.max(1, ...months.map(({ count }) => count)), [months]);
  const bar = useRef<HTMLDivElement>(null);
  const [aimed, setAimed] = useState<number | null>(null);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  if (months.length < 2) return null;

  const here = indexOf(months, at);
  const shown = aimed ?? here;
  const monthName = (index: number) =>
    new Date(`${months[index]!.month}-15T12:00`).toLocaleDateString(i18n.language, { month: 'long', year: 'numeric' });
  const told = (index: number) =>
    `${monthName(index)}, ${t('browse.entries', { count: months[index]!.count, value: months[index]!.count.toLocaleString(i18n.language) })}`;
  const go = (index: number) => {
    window.clearTimeout(timer.current);
    setAimed(null);
    onGo({ place: { at: `${months[index]!.month}-01` } });
  };
  const within = (index: number) => Math.min(months.length - 1, Math.max(0, index));
  const aim = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return within(Math.floor(((event.clientY - box.top) / box.height) * months.length));
  };
  const keyed = (event: KeyboardEvent) => {
    const to = {
      ...{ ArrowUp: shown - 1, ArrowLeft: shown - 1, ArrowDown: shown + 1, ArrowRight: shown + 1 },
      ...{ PageUp: shown - 12, PageDown: shown + 12, Home: 0, End: months.length - 1, Enter: shown },
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const index = within(to);
    window.clearTimeout(timer.current);
    if (event.key === 'Enter') return go(index);
    setAimed(index);
    timer.current = window.setTimeout(() => go(index), settleMs);
  };
  return (
    <div
      ref={bar}
      className={css.months}
      role="slider"
      tabIndex={0}
      aria-label={t('browse.months')}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={months.length - 1}
      aria-valuenow={shown}
      aria-valuetext={told(shown)}
      onKeyDown={keyed}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setAimed(aim(event));
      }}
      onPointerMove={(event) => setAimed(aim(event))}
      onPointerUp={(event) => go(aim(event))}
      onPointerLeave={() => setAimed(null)}
      onPointerCancel={() => setAimed(null)}
    >
      <Picture months={months} most={most} here={here} />
      {aimed !== null && (
        <span className={css.tip} aria-hidden style={{ top: `${((aimed + 0.5) / months.length) * 100}%` }}>
          {told(aimed)}
        </span>
      )}
    </div>
  );
}

/** One shape for all bars: a row in the page for each month would cost more than the entries beside it. */
function Picture({ months, most, here }: { months: readonly Month[]; most: number; here: number }) {
  const width = (count: number) => (count === 0 ? 0 : 12 + 88 * (Math.log1p(count) / Math.log1p(most)));
  const shape = months
    .map(({ count }, index) => (count === 0 ? '' : `M100 ${index + 0.5}H${(100 - width(count)).toFixed(1)}`))
    .join('');
  return (
    <>
      <svg viewBox={`0 0 100 ${months.length}`} preserveAspectRatio="none" aria-hidden>
        <rect className={css.here} x="0" y={here} width="100" height="1" />
        <path d={shape} />
      </svg>
      {years(months).map(({ year, top }) => (
        <span key={year} className={css.year} style={{ top: `${top}%` }} aria-hidden>
          {year}
        </span>
      ))}
    </>
  );
}

/** Names of years, as many as have room. */
function years(months: readonly Month[]): { year: string; top: number }[] {
  const starts = months.flatMap(({ month }, index) => (month.endsWith('-01') || index === 0 ? [{ month, index }] : []));
  const every = Math.ceil(starts.length / 12);
  return starts
    .filter((_, n) => n % every === 0)
    .map(({ month, index }) => ({ year: month.slice(0, 4), top: (index / months.length) * 100 }));
}

function indexOf(months: readonly Month[], at: string | null): number {
  if (at === null) return months.length - 1;
  const month = at.slice(0, 7);
  const found = months.findIndex((each) => each.month >= month);
  return found === -1 ? months.length - 1 : found;
}
