import '../shell/mantine-dialog-css.js';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconMaximize, IconMessage } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { Comments } from './comments.js';
import { clockText } from './clock.js';
import { Controls, PlayButton } from './controls.js';
import { placeMarks } from './marks.js';
import { Pins } from './pins.js';
import type { PlayerProps } from './player.js';
import panels from './panels.module.css';
import css from './player.module.css';
import { Download, PlaylistMenu } from './playlist-menu.js';
import { audioUrl, commentsQuery, peaksQuery, recordingQuery, type Recording } from './recordings.js';
import { Scorecard } from './scorecard.js';
import { lengthOf, silencesOf } from './skip-silence.js';
import { Track } from './track.js';
import { Transcript } from './transcript.js';
import { usePlayback, type Playback } from './use-playback.js';

export function PlayerOpen(props: PlayerProps) {
  const { data, isPending, isError, error, refetch } = useQuery(recordingQuery(props.recordingId));
  if (isPending) return <RowsSkeleton rows={2} height={40} />;
  if (isError) return <Trouble error={error} onRetry={() => void refetch()} />;
  return <Loaded key={data.id} recording={data} {...props} />;
}

type Panel = 'comments' | 'scorecard' | 'transcript';

function Loaded({
  recording,
  size = 'line',
  autoPlay = false,
  startMs = 0,
  onEnded,
}: PlayerProps & { recording: Recording }) {
  const { t } = useTranslation();
  const large = size === 'page';
  const [audio, setAudio] = useState<HTMLAudioElement | null>(null);
  const [skipping, setSkipping] = useState(false);
  const [panel, setPanel] = useState<Panel | null>(large ? 'comments' : null);
  const [writingAt, setWritingAt] = useState<number | null>(null);
  const peaks = useQuery(peaksQuery(recording.id));
  // In a list it is a line until somebody touches it.
  const [engaged, setEngaged] = useState(large || autoPlay);
  const comments =
    useInfiniteQuery({ ...commentsQuery(recording.id), enabled: engaged }).data?.pages.flatMap((page) => page.items) ??
    [];
  const mayScore = useMay('recordings.score');
  const { durationMs } = recording;
  const silences = useMemo(
    () => (peaks.data === undefined ? null : silencesOf(peaks.data.speech, durationMs)),
    [peaks.data, durationMs],
  );
  const marks = useMemo(() => placeMarks(recording), [recording]);
  const playback = usePlayback(audio, durationMs, skipping ? (silences ?? []) : [], onEnded);

  const begun = useRef(false);
  useEffect(() => {
    if (audio === null || begun.current) return;
    begun.current = true;
    if (startMs > 0) playback.seek(startMs);
    if (autoPlay) playback.play();
  }, [audio, startMs, autoPlay, playback]);

  const comment = () => {
    setPanel('comments');
    setWritingAt(playback.atMs);
  };
  const pressed = (event: KeyboardEvent | globalThis.KeyboardEvent) => {
    if (actOnKey(event, playback, comment)) setEngaged(true);
  };
  const onWindow = useRef(pressed);
  useEffect(() => {
    onWindow.current = pressed;
  });
  useEffect(() => {
    // On its own page the player has the keys wherever the focus is.
    if (!large) return undefined;
    const listen = (event: globalThis.KeyboardEvent) => onWindow.current(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [large]);

  const tab = (name: Panel, label: string) => (
    <button
      type="button"
      aria-pressed={panel === name}
      onClick={() => setPanel(panel === name && !large ? null : name)}
    >
      {label}
    </button>
  );
  const live = comments.filter(({ struckAt }) => struckAt === null).length;
  const seek = (toMs: number) => {
    setEngaged(true);
    playback.seek(toMs);
  };
  const toggle = () => {
    setEngaged(true);
    playback.toggle();
  };
  const track = (
    <Track
      audio={audio}
      peaks={peaks.isError ? null : peaks.data}
      lanes={recording.lanes}
      durationMs={durationMs}
      atMs={playback.atMs}
      marks={marks}
      laneHeight={large ? 52 : 22}
      onSeek={seek}
    >
      <Pins marks={marks} comments={comments} durationMs={durationMs} onSeek={seek} />
    </Track>
  );
  return (
    <section
      className={css.player}
      data-size={size}
      data-engaged={engaged || undefined}
      aria-label={t('player.title')}
      onKeyDown={large ? undefined : pressed}
    >
      {/* The captions of a recorded call are its transcript, beside it. */}
      <audio ref={setAudio} preload="none" src={audioUrl(recording.id)} hidden />
      {engaged ? (
        track
      ) : (
        <div className={css.compact}>
          <PlayButton playback={{ ...playback, toggle }} size={32} />
          {track}
          <span className={css.clock}>
            {clockText(durationMs)}
            {recording.comments > 0 && (
              <small title={t('player.comments')}>
                <IconMessage size={13} aria-label={t('player.comments')} /> {recording.comments}
              </small>
            )}
          </span>
        </div>
      )}
      {playback.failed && (
        <p className={css.failed} role="alert">
          <IconAlertTriangle size={15} aria-hidden /> {t('player.failed')}
        </p>
      )}
      {peaks.isError && engaged && <p className={panels.dim}>{t('player.noPeaks')}</p>}
      {engaged && (
        <>
          <Controls
            playback={playback}
            durationMs={durationMs}
            silentMs={silences === null ? null : lengthOf(silences)}
            skipping={skipping}
            onSkipping={setSkipping}
            onComment={comment}
            autoFocus={!large}
          >
            <PlaylistMenu recordingId={recording.id} />
            <Download recording={recording} />
            {!large && (
              <ActionIcon
                component={Link}
                to={`/recordings/${recording.id}`}
                variant="default"
                size={26}
                aria-label={t('player.enlarge')}
                title={t('player.enlarge')}
              >
                <IconMaximize size={15} aria-hidden />
              </ActionIcon>
            )}
          </Controls>
          <div className={css.tabs} role="group" aria-label={t('player.panels')}>
            {tab('comments', live === 0 ? t('player.comments') : `${t('player.comments')} · ${live}`)}
            {mayScore && tab('scorecard', t('player.scorecard'))}
            {tab('transcript', t('player.transcriptTab'))}
            <small>{t('player.recorded')}</small>
          </div>
        </>
      )}
      {panel === 'comments' && (
        <Comments
          recordingId={recording.id}
          writingAt={writingAt}
          onWritten={() => setWritingAt(null)}
          onSeek={playback.seek}
        />
      )}
      {panel === 'scorecard' && <Scorecard recordingId={recording.id} />}
      {panel === 'transcript' && (
        <Transcript
          recordingId={recording.id}
          atMs={playback.atMs}
          playing={playback.playing}
          large={large}
          onSeek={playback.seek}
        />
      )}
    </section>
  );
}

/** By place on the keyboard, as everywhere in the page; native keys of buttons and fields stay theirs. @returns whether it was one of ours */
function actOnKey(event: KeyboardEvent | globalThis.KeyboardEvent, playback: Playback, comment: () => void): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target?.isContentEditable === true || /^(INPUT|TEXTAREA|SELECT)$/.test(target?.tagName ?? '')) return false;
  if (document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"], [role="listbox"]') !== null)
    return false;
  const onButton = target !== null && /^(BUTTON|A)$/.test(target.tagName);
  const step = event.shiftKey ? 1_000 : 5_000;
  switch (event.code) {
    case 'Space':
      if (onButton) return false;
      playback.toggle();
      break;
    case 'ArrowLeft':
      playback.seek(playback.atMs - step);
      break;
    case 'ArrowRight':
      playback.seek(playback.atMs + step);
      break;
    case 'Comma':
      if (!event.shiftKey) return false;
      playback.changeSpeed(-1);
      break;
    case 'Period':
      if (!event.shiftKey) return false;
      playback.changeSpeed(1);
      break;
    case 'KeyM':
      comment();
      break;
    default:
      return false;
  }
  event.preventDefault();
  return true;
}
