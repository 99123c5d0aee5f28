import { lazy, Suspense } from 'react';
import { speakFully } from '../i18n/i18n.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';

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

/** The player of a recorded call; comes in a chunk of its own, and fetches no sound before somebody plays. */
export function Player(props: PlayerProps) {
  return (
    <Suspense fallback={<RowsSkeleton rows={2} height={40} />}>
      <PlayerOpen {...props} />
    </Suspense>
  );
}
