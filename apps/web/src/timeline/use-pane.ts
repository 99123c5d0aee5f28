import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Line, Stretch } from './use-stretch.js';

/** Closer than this to either end more is fetched. */
const nearPx = 1_600;
const atEndPx = 8;
const foundMs = 4_000;

/** What stays where it is whatever comes, goes or grows around it: the end, or one line at its height in the pane. */
type Held = { is: 'end' } | { is: 'line'; key: string; top: number };

export interface Pane {
  /** The line that one looks at first; null: there is none. */
  readonly looksAt: string | null;
  /** The end of what is loaded is out of sight. */
  readonly away: boolean;
  /** This line stays where it is until somebody scrolls: it is about to grow. */
  readonly hold: (key: string) => void;
  /** Leads the eye and the focus there. @returns whether it is loaded */
  readonly show: (key: string) => boolean;
  /** The neighbour of the line that has the focus, or of the first in sight. */
  readonly step: (by: 1 | -1) => void;
  readonly scrollToEnd: () => void;
  readonly scrollToStart: () => void;
}

interface Wish {
  /** Where to begin: at an entry, at the first line of a day, or at the end. */
  entry?: string | undefined;
  at?: string | undefined;
  pendingCount: number;
}

/**
 * Keeps the pane in place. Browsers do that by themselves, but not at the very top, not Safari's, and not for whoever wants to stay at the end:
 * so it is done here, for all of them alike (`overflow-anchor: none`).
 */
export function usePane(
  ref: RefObject<HTMLDivElement | null>,
  stretch: Stretch,
  { entry, at, pendingCount }: Wish,
): Pane {
  const state = useRef({ held: null as Held | null, name: '', pending: 0, scrollTop: 0 });
  const [looksAt, setLooksAt] = useState<string | null>(null);
  const [away, setAway] = useState(false);
  const { lines, name, atNewest, more } = stretch;
  const ways = useRef({ more, atNewest });
  const filled = lines.length > 0;

  const restore = useCallback(() => {
    const [box, { held }] = [ref.current, state.current];
    if (box === null || held === null) return;
    if (held.is === 'end') box.scrollTop = box.scrollHeight;
    else {
      const line = find(box, held.key);
      const moved = line === null ? 0 : topOf(box, line) - held.top;
      if (Math.abs(moved) >= 1) box.scrollTop += moved;
    }
    state.current.scrollTop = box.scrollTop;
  }, [ref]);

  const look = useCallback(() => {
    const [box, now] = [ref.current, state.current];
    if (box === null || now.held === null) return;
    // Something grew in the very moment of the scrolling: what was held tells by how much.
    if (now.held.is === 'line') {
      const line = find(box, now.held.key);
      const grown = line === null ? 0 : topOf(box, line) - (now.held.top - (box.scrollTop - now.scrollTop));
      if (Math.abs(grown) >= 1) box.scrollTop += grown;
    } else if (Math.abs(box.scrollTop - now.scrollTop) < 1) box.scrollTop = box.scrollHeight; // Nobody scrolled: it grew.
    now.scrollTop = box.scrollTop;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    const line = firstInSight(box);
    now.held = below < atEndPx && ways.current.atNewest ? { is: 'end' } : (line ?? now.held);
    setLooksAt(line?.key ?? null);
    setAway(below > box.clientHeight / 2 || !ways.current.atNewest);
    if (box.scrollTop < nearPx) ways.current.more('older');
    else if (below < nearPx) ways.current.more('newer');
  }, [ref]);

  useLayoutEffect(() => {
    ways.current = { more, atNewest };
    const [box, now] = [ref.current, state.current];
    if (box === null) return;
    if (now.name !== name) {
      now.held = null;
      now.name = name;
    }
    if (now.held === null && lines.length > 0) now.held = begin(box, lines, { entry, at });
    else if (pendingCount > now.pending && atNewest) now.held = { is: 'end' };
    now.pending = pendingCount;
    restore();
  }, [ref, lines, name, entry, at, pendingCount, atNewest, more, restore]);
  useEffect(look);

  useEffect(() => {
    const box = ref.current;
    const column = box?.firstElementChild;
    if (box === null || column == null) return undefined;
    // Pictures of a letter, the sound of a call, the keyboard of a telephone.
    const watcher = new ResizeObserver(restore);
    box.addEventListener('scroll', look, { passive: true });
    watcher.observe(column);
    watcher.observe(box);
    return () => {
      box.removeEventListener('scroll', look);
      watcher.disconnect();
    };
  }, [ref, look, restore, name, filled]);

  const hold = (key: string) => {
    const box = ref.current;
    const line = box && find(box, key);
    if (box && line) state.current.held = { is: 'line', key, top: topOf(box, line) };
  };
  const reveal = (line: HTMLElement, block: ScrollLogicalPosition) => {
    line.scrollIntoView({ block });
    line.focus({ preventScroll: true });
    look();
  };
  return {
    ...{ looksAt, away, hold },
    show: (key) => {
      const line = ref.current && find(ref.current, key);
      if (!line) return false;
      reveal(line, 'center');
      light(line);
      return true;
    },
    step: (by) => {
      const box = ref.current;
      if (box === null) return;
      const all = rowsOf(box);
      const focused = all.findIndex((row) => row.contains(document.activeElement));
      const from = focused >= 0 ? focused + by : all.findIndex((row) => row.dataset['row'] === firstInSight(box)?.key);
      const next = all[from];
      if (next) reveal(next, 'nearest');
    },
    scrollToEnd: () => {
      const box = ref.current;
      if (box === null) return;
      box.scrollTop = box.scrollHeight;
      rowsOf(box).at(-1)?.focus({ preventScroll: true });
    },
    scrollToStart: () => {
      const box = ref.current;
      if (box === null) return;
      box.scrollTop = 0;
      rowsOf(box)[0]?.focus({ preventScroll: true });
    },
  };
}

const rowsOf = (box: HTMLElement) => [...box.querySelectorAll<HTMLElement>('[data-row]')];
const find = (box: HTMLElement, key: string) => box.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
const topOf = (box: HTMLElement, line: HTMLElement) =>
  line.getBoundingClientRect().top - box.getBoundingClientRect().top;

/** A line whose head is in sight; where one fills the pane, that one. */
function firstInSight(box: HTMLElement): Extract<Held, { is: 'line' }> | null {
  const rows = rowsOf(box);
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (topOf(box, rows[middle]!) < 0) low = middle + 1;
    else high = middle;
  }
  const next = rows[low];
  const line = next && topOf(box, next) < box.clientHeight ? next : (rows[low - 1] ?? next);
  return line ? { is: 'line', key: line.dataset['row']!, top: topOf(box, line) } : null;
}

function light(line: HTMLElement): void {
  line.dataset['found'] = '';
  window.setTimeout(() => delete line.dataset['found'], foundMs);
}

/** The entry that was asked for in the middle; a day at its first line; else the newest, a tall one at its head and not at its signature. */
function begin(box: HTMLElement, lines: readonly Line[], { entry, at }: Pick<Wish, 'entry' | 'at'>): Held {
  const found = entry === undefined ? null : find(box, entry);
  if (found) {
    found.scrollIntoView({ block: found.offsetHeight > box.clientHeight - 40 ? 'start' : 'center' });
    found.focus({ preventScroll: true });
    light(found);
    return { is: 'line', key: entry!, top: topOf(box, found) };
  }
  const since = at === undefined ? undefined : new Date(`${at}T00:00`).toISOString();
  const first = since === undefined ? undefined : lines.find((line) => line.at >= since);
  const day = first && find(box, first.key);
  if (day) {
    // Below the name of its day.
    box.scrollTop += topOf(box, day) - 40;
    return { is: 'line', key: first.key, top: topOf(box, day) };
  }
  box.scrollTop = box.scrollHeight;
  const last = rowsOf(box).at(-1);
  if (last === undefined || last.offsetHeight <= box.clientHeight - 40) return { is: 'end' };
  last.scrollIntoView({ block: 'start' });
  return { is: 'line', key: last.dataset['row']!, top: topOf(box, last) };
}
