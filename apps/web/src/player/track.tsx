import { useRef, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText } from './clock.js';
import type { PlacedMark } from './marks.js';
import css from './player.module.css';
import type { Peaks } from './recordings.js';
import { lengthOf, type Span } from './skip-silence.js';
import { Waveform } from './waveform.js';

interface Props {
  audio: HTMLAudioElement | null;
  /** undefined: on their way. null: they cannot be had, and one listens without. */
  peaks: Peaks | null | undefined;
  lanes: number;
  durationMs: number;
  atMs: number;
  marks: readonly PlacedMark[];
  laneHeight: number;
  onSeek: (toMs: number) => void;
  /** Pins below the line. */
  children: ReactNode;
}

const share = (ms: number, durationMs: number) => `${(ms / Math.max(durationMs, 1)) * 100}%`;

/** The line of the sound: its picture, who speaks when, what happened, and where the playing is. Clicked or dragged, it seeks. */
export function Track({ audio, peaks, lanes, durationMs, atMs, marks, laneHeight, onSeek, children }: Props) {
  const { t } = useTranslation();
  const line = useRef<HTMLDivElement>(null);
  const seekTo = (event: PointerEvent) => {
    const box = line.current?.getBoundingClientRect();
    if (box !== undefined) onSeek(((event.clientX - box.left) / box.width) * durationMs);
  };
  return (
    <div className={css.track} data-lanes={lanes}>
      {peaks !== null && (
        <div className={css.labels} style={{ height: laneHeight * lanes }}>
          {Array.from({ length: lanes }, (_, lane) => (
            <LaneLabel key={lane} lane={lane} speech={peaks?.speech[lane]} all={peaks?.speech ?? []} />
          ))}
        </div>
      )}
      <div className={css.lines}>
        <div
          ref={line}
          className={css.line}
          role="slider"
          tabIndex={0}
          aria-label={t('player.position')}
          aria-valuemin={0}
          aria-valuemax={Math.round(durationMs / 1_000)}
          aria-valuenow={Math.round(atMs / 1_000)}
          aria-valuetext={t('player.positionOf', { at: clockText(atMs), length: clockText(durationMs) })}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            seekTo(event);
          }}
          onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)}
        >
          {peaks != null && audio !== null ? (
            <Waveform audio={audio} peaks={peaks} durationMs={durationMs} laneHeight={laneHeight} />
          ) : (
            <div className={css.plain} style={peaks === null ? {} : { height: laneHeight * lanes }}>
              <span style={{ width: share(atMs, durationMs) }} />
            </div>
          )}
          {peaks != null &&
            peaks.speech.map((spans, lane) => (
              <Speech key={lane} spans={spans} durationMs={durationMs} company={lane === 1} />
            ))}
          {marks
            .filter(({ fromMs, toMs }) => toMs > fromMs)
            .map((mark) => (
              <span
                key={`${mark.is}${mark.fromMs}`}
                className={css.span}
                data-is={mark.is}
                style={{ left: share(mark.fromMs, durationMs), width: share(mark.toMs - mark.fromMs, durationMs) }}
              />
            ))}
          <span className={css.cursor} style={{ left: share(atMs, durationMs) }} />
        </div>
        {children}
      </div>
    </div>
  );
}

function LaneLabel({ lane, speech, all }: { lane: number; speech: Span[] | undefined; all: readonly Span[][] }) {
  const { t } = useTranslation();
  const spoken = speech === undefined ? 0 : lengthOf(speech);
  const together = all.reduce((sum, spans) => sum + lengthOf(spans), 0);
  return (
    <div className={css.label} data-lane={lane}>
      <b>{t(lane === 0 ? 'player.client' : 'player.company')}</b>
      {together > 0 && (
        <small title={t('player.speaks', { length: clockText(spoken) })}>
          {t('player.share', { share: Math.round((spoken / together) * 100) })}
        </small>
      )}
    </div>
  );
}

/** When one side speaks, as a strip; one path, because a long call has hundreds of spans. */
function Speech({ spans, durationMs, company }: { spans: readonly Span[]; durationMs: number; company: boolean }) {
  return (
    <svg
      className={css.speech}
      data-company={company || undefined}
      viewBox={`0 0 ${Math.max(durationMs, 1)} 1`}
      preserveAspectRatio="none"
      aria-hidden
    >
      <path d={spans.map(([from, to]) => `M${from} 0H${to}V1H${from}Z`).join('')} />
    </svg>
  );
}

export { share as shareOfLine };
