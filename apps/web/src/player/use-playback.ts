import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { soundAfter, type Span } from './skip-silence.js';
import { takeTurns } from './sounding.js';

export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5] as const;
const speedStored = 'keepline.playback-speed';
const tickMs = 80;

function storedSpeed(): number {
  const stored = Number(window.localStorage.getItem(speedStored));
  return (speeds as readonly number[]).includes(stored) ? stored : 1;
}

function moveTo(audio: HTMLAudioElement, toMs: number): void {
  audio.currentTime = toMs / 1_000;
}

function runAt(audio: HTMLAudioElement, speed: number): void {
  audio.playbackRate = speed;
  // Loading the source sets the rate back to this one.
  audio.defaultPlaybackRate = speed;
}

export interface Playback {
  playing: boolean;
  /** The sound is awaited from the server. */
  waiting: boolean;
  /** The browser could not fetch it or cannot play it. */
  failed: boolean;
  atMs: number;
  speed: number;
  toggle: () => void;
  play: () => void;
  seek: (toMs: number) => void;
  changeSpeed: (by: 1 | -1) => void;
  setSpeed: (to: number) => void;
}

/**
 * The sound of one recording. Nothing is fetched before somebody plays: fetching is listening, and is in the journal.
 * @param silences spans to jump over; empty: none
 */
export function usePlayback(
  audio: HTMLAudioElement | null,
  durationMs: number,
  silences: readonly Span[],
  onEnded?: () => void,
): Playback {
  const [playing, setPlaying] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [failed, setFailed] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const [speed, setSpeedState] = useState(storedSpeed);
  const skipped = useRef(silences);
  const ended = useRef(onEnded);
  useEffect(() => {
    skipped.current = silences;
    ended.current = onEnded;
  });

  useEffect(() => {
    if (audio === null) return undefined;
    let timer: number | undefined;
    const tick = () => {
      const now = audio.currentTime * 1_000;
      const next = audio.paused || audio.seeking ? null : soundAfter(skipped.current, now);
      if (next !== null) moveTo(audio, next);
      setAtMs(next ?? now);
    };
    const stop = () => {
      window.clearInterval(timer);
      timer = undefined;
    };
    const on: Record<string, () => void> = {
      play: () => {
        setPlaying(true);
        setFailed(false);
        timer ??= window.setInterval(tick, tickMs);
      },
      pause: () => {
        setPlaying(false);
        stop();
        tick();
      },
      ended: () => ended.current?.(),
      waiting: () => setWaiting(true),
      playing: () => setWaiting(false),
      seeking: tick,
      seeked: tick,
      timeupdate: tick,
      error: () => {
        stop();
        setPlaying(false);
        setWaiting(false);
        setFailed(true);
      },
    };
    for (const [name, listener] of Object.entries(on)) audio.addEventListener(name, listener);
    return () => {
      stop();
      for (const [name, listener] of Object.entries(on)) audio.removeEventListener(name, listener);
    };
  }, [audio]);

  useEffect(() => takeTurns(audio), [audio]);

  useEffect(() => {
    if (audio !== null) runAt(audio, speed);
  }, [audio, speed]);

  const play = useCallback(() => {
    if (audio === null) return;
    if (audio.error !== null) audio.load();
    audio.play().catch((refused: unknown) => {
      // AbortError: paused again before it began. NotAllowedError: the browser wants a click first.
      if (refused instanceof DOMException && refused.name === 'NotSupportedError') setFailed(true);
    });
  }, [audio]);

  const seek = useCallback(
    (toMs: number) => {
      if (audio === null) return;
      const to = Math.min(Math.max(toMs, 0), durationMs);
      moveTo(audio, to);
      setAtMs(to);
    },
    [audio, durationMs],
  );

  const setSpeed = useCallback((to: number) => {
    window.localStorage.setItem(speedStored, String(to));
    setSpeedState(to);
  }, []);

  return useMemo(
    () => ({
      playing,
      waiting: playing && waiting,
      failed,
      atMs,
      speed,
      play,
      seek,
      setSpeed,
      toggle: () => (audio?.paused === false ? audio.pause() : play()),
      changeSpeed: (by) => {
        const next = speeds[(speeds as readonly number[]).indexOf(speed) + by];
        if (next !== undefined) setSpeed(next);
      },
    }),
    [playing, waiting, failed, atMs, speed, play, seek, setSpeed, audio],
  );
}
