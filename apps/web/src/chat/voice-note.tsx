import { ActionIcon } from '@mantine/core';
import { IconMicrophone, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText } from '../player/clock.js';
import { usePlayback } from '../player/use-playback.js';
import css from './voice-note.module.css';

interface Props {
  source: string;
  /** null: nobody said; the sound itself tells once it is there. */
  durationMs: number | null;
  /** Loudness, 0 to 100; null: a plain line. */
  waveform: readonly number[] | null;
  label: string;
  /** What becomes of a sound that cannot be played here. */
  fileName: string | null;
}

const speeds = [1, 1.5, 2];
const flat: readonly number[] = Array.from({ length: 40 }, () => 12);

/** A voice note or a sound: play, a line to seek on, and how fast. Nothing is fetched before somebody plays it. */
export function VoiceNote({ source, durationMs, waveform, label, fileName }: Props) {
  const { t, i18n } = useTranslation();
  const [audio, setAudio] = useState<HTMLAudioElement | null>(null);
  const [found, setFound] = useState<number | null>(null);
  const lengthMs = durationMs ?? found ?? 0;
  const playback = usePlayback(audio, lengthMs === 0 ? Number.MAX_SAFE_INTEGER : lengthMs, []);
  const line = useRef<HTMLDivElement>(null);
  const { playing, waiting, failed, atMs, speed, seek } = playback;
  const bars = waveform === null || waveform.length === 0 ? flat : waveform;
  const played = lengthMs === 0 ? 0 : Math.min(1, atMs / lengthMs);

  useEffect(() => {
    if (audio === null) return undefined;
    const told = () => Number.isFinite(audio.duration) && setFound(audio.duration * 1_000);
    audio.addEventListener('durationchange', told);
    return () => audio.removeEventListener('durationchange', told);
  }, [audio]);

  const seekTo = (event: PointerEvent) => {
    const box = line.current?.getBoundingClientRect();
    if (box !== undefined && lengthMs > 0) seek(((event.clientX - box.left) / box.width) * lengthMs);
  };
  const keyed = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -5_000, ArrowRight: 5_000, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === ' ') playback.toggle();
    else if (by !== undefined) seek(atMs + by);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const next = speeds.find((each) => each > speed) ?? 1;
  const speedText = `${speed.toLocaleString(i18n.language)}×`;
  return (
    <div className={css.note} role="group" aria-label={label}>
      <audio ref={setAudio} src={source} preload="none" />
      <ActionIcon
        size={36}
        radius="xl"
        variant="filled"
        loading={waiting}
        aria-label={t(playing ? 'chat.pause' : 'chat.play')}
        onClick={playback.toggle}
      >
        {playing ? <IconPlayerPauseFilled size={17} aria-hidden /> : <IconPlayerPlayFilled size={17} aria-hidden />}
      </ActionIcon>
      <div className={css.middle}>
        <div
          ref={line}
          className={css.line}
          role="slider"
          tabIndex={0}
          aria-label={t('chat.position')}
          aria-valuemin={0}
          aria-valuemax={Math.round(lengthMs / 1_000)}
          aria-valuenow={Math.round(atMs / 1_000)}
          aria-valuetext={t('chat.positionOf', { at: clockText(atMs), length: clockText(lengthMs) })}
          onKeyDown={keyed}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            seekTo(event);
          }}
          onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)}
        >
          <svg viewBox={`0 0 ${bars.length * 4} 100`} preserveAspectRatio="none" aria-hidden>
            {bars.map((loud, index) => {
              const height = Math.max(8, loud);
              return (
                <rect
                  key={index}
                  x={index * 4}
                  y={50 - height / 2}
                  width={2.4}
                  height={height}
                  data-played={(index + 0.5) / bars.length <= played || undefined}
                />
              );
            })}
          </svg>
          <i style={{ left: `${played * 100}%` }} />
        </div>
        <small>
          {failed ? (
            <span role="alert" className={css.failed}>
              {t('chat.cannotPlay')}{' '}
              {fileName !== null && (
                <a href={source} download={fileName}>
                  {t('chat.download')}
                </a>
              )}
            </span>
          ) : (
            <>
              <IconMicrophone size={12} aria-hidden />
              {playing || atMs > 0 ? `${clockText(atMs)} / ` : ''}
              {lengthMs === 0 ? '–:––' : clockText(lengthMs)}
            </>
          )}
        </small>
      </div>
      <button
        type="button"
        className={css.speed}
        aria-label={t('chat.speedIs', { speed: speedText })}
        title={t('chat.speed')}
        onClick={() => playback.setSpeed(next)}
      >
        {speedText}
      </button>
    </div>
  );
}
