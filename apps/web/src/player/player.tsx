import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { speakFully } from '../i18n/i18n.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import css from './place.module.css';

export interface PlayerProps {
  recordingId: string;
  /** line: in a timeline or list; page: alone, with the whole keyboard. */
  size?: 'line' | 'page';
  /** Begins by itself; only where somebody has asked for it. */
  autoPlay?: boolean;
  startMs?: number;
  onEnded?: () => void;
}

const PlayerOpen = lazy(async () => {
  await speakFully();
  return { default: (await import('./player-open.js')).PlayerOpen };
});

/** The player of a recorded call: a chunk of its own, fetched once it comes into sight; and no sound before somebody plays. */
export function Player(props: PlayerProps) {
  const line = (props.size ?? 'line') === 'line';
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(!line);
  useEffect(() => {
    if (seen || place.current === null) return undefined;
    // A long timeline has many calls, most of them far above.
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && setSeen(true), {
      rootMargin: '200px',
    });
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [seen]);
  return (
    <div ref={place} className={css.place} data-line={line || undefined}>
      {seen && (
        <Suspense fallback={<RowsSkeleton rows={line ? 1 : 2} height={40} />}>
          <PlayerOpen {...props} />
        </Suspense>
      )}
    </div>
  );
}
