import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import WaveSurfer from 'wavesurfer.js';
import type { Peaks } from './recordings.js';

interface Props {
  audio: HTMLAudioElement;
  peaks: Peaks;
  durationMs: number;
  laneHeight: number;
}

/** Loudness as 0 to 1; both lanes by one measure, so that a quiet voice is seen to be quiet, but not so that nothing is seen. */
function drawn(lanes: readonly (readonly number[])[]): number[][] {
  const loudest = Math.max(20, ...lanes.map((lane) => lane.reduce((most, each) => Math.max(most, each), 0)));
  return lanes.map((lane) => lane.map((each) => Math.max(each / loudest, 0.02)));
}

/** The picture of the sound, a lane for each side, from the server's peaks: nothing is fetched or decoded for it. */
export function Waveform({ audio, peaks, durationMs, laneHeight }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    if (place.current === null) return undefined;
    const style = getComputedStyle(place.current);
    // Canvas knows no variables of style: colours are looked up, and looked up again when the theme changes.
    const colour = (lane: number, of = '') =>
      style.getPropertyValue(`--lane-${lane === 0 ? 'client' : 'company'}${of}`).trim();
    const wave = WaveSurfer.create({
      container: place.current,
      media: audio,
      peaks: drawn(peaks.lanes),
      duration: durationMs / 1_000,
      height: laneHeight,
      splitChannels: peaks.lanes.map((_, lane) => ({ waveColor: colour(lane, '-ahead'), progressColor: colour(lane) })),
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      cursorWidth: 0,
      interact: false,
      hideScrollbar: true,
    });
    return () => wave.destroy();
  }, [audio, peaks, durationMs, laneHeight, scheme]);
  return <div ref={place} style={{ height: laneHeight * peaks.lanes.length }} aria-hidden />;
}
