import { useSyncExternalStore } from 'react';
import { clockText } from '../player/clock.js';

let now = Date.now();
const listeners = new Set<() => void>();
let ticking: number | undefined;

/** One clock for all running calls on the page. */
function everySecond(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  ticking ??= window.setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(ticking);
    ticking = undefined;
  };
}

export const useNow = (): number => useSyncExternalStore(everySecond, () => now);

/** How long something has lasted, to the second. Not read aloud: a voice that counts is no help. */
export function Timer({ since, className }: { since: string; className?: string | undefined }) {
  const ms = useNow() - new Date(since).getTime();
  return (
    <span role="timer" aria-live="off" className={className} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {clockText(ms)}
    </span>
  );
}
