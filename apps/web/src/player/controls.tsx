import { ActionIcon, Button, Switch } from '@mantine/core';
import {
  IconMessagePlus,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tip } from '../shell/tip.js';
import { clockText } from './clock.js';
import css from './player.module.css';
import { speeds, type Playback } from './use-playback.js';

interface Props {
  playback: Playback;
  durationMs: number;
  /** How much silence can be left out; null: nobody knows where it is. */
  silentMs: number | null;
  skipping: boolean;
  onSkipping: (on: boolean) => void;
  onComment: () => void;
  /** It has just taken the place of the one that was pressed: the keys go on working. */
  autoFocus: boolean;
  children: ReactNode;
}

export function Controls({
  playback,
  durationMs,
  silentMs,
  skipping,
  onSkipping,
  onComment,
  autoFocus,
  children,
}: Props) {
  const { t, i18n } = useTranslation();
  const { atMs, speed } = playback;
  const speedText = (value: number) => `${value.toLocaleString(i18n.language)}×`;
  return (
    <div className={css.controls}>
      <PlayButton playback={playback} size={38} autoFocus={autoFocus} />
      <Tip label={`${t('player.back')} (←)`}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('player.back')}
          onClick={() => playback.seek(atMs - 5_000)}
        >
          <IconRewindBackward5 size={19} aria-hidden />
        </ActionIcon>
      </Tip>
      <Tip label={`${t('player.forward')} (→)`}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('player.forward')}
          onClick={() => playback.seek(atMs + 5_000)}
        >
          <IconRewindForward5 size={19} aria-hidden />
        </ActionIcon>
      </Tip>
      <span className={css.clock}>
        <b>{clockText(atMs)}</b> / {clockText(durationMs)}
      </span>
      <select
        className={css.speed}
        aria-label={t('player.speed')}
        title={`${t('player.speed')} (< >)`}
        value={speed}
        onChange={(event) => playback.setSpeed(Number(event.currentTarget.value))}
      >
        {speeds.map((value) => (
          <option key={value} value={value}>
            {speedText(value)}
          </option>
        ))}
      </select>
      <Switch
        size="xs"
        label={
          silentMs === null || silentMs === 0
            ? t('player.skipSilence')
            : `${t('player.skipSilence')} (−${clockText(silentMs)})`
        }
        title={silentMs === null ? t('player.skipUnknown') : undefined}
        disabled={silentMs === null}
        checked={skipping && silentMs !== null}
        onChange={(event) => onSkipping(event.currentTarget.checked)}
      />
      <span className={css.spring} />
      <Button
        className={css.commentHere}
        size="compact-sm"
        variant="default"
        leftSection={<IconMessagePlus size={15} aria-hidden />}
        title={`${t('player.commentHere')} (M)`}
        onClick={onComment}
      >
        {t('player.commentHere')}
      </Button>
      {children}
    </div>
  );
}

export function PlayButton({
  playback,
  size,
  autoFocus = false,
}: {
  playback: Playback;
  size: number;
  autoFocus?: boolean;
}) {
  const { t } = useTranslation();
  const { playing, waiting } = playback;
  const label = t(playing ? 'player.pause' : 'player.play');
  return (
    <ActionIcon
      size={size}
      radius="xl"
      variant="filled"
      autoFocus={autoFocus}
      loading={waiting}
      aria-label={label}
      title={`${label} (${t('player.space')})`}
      onClick={playback.toggle}
    >
      {playing ? <IconPlayerPauseFilled size={18} aria-hidden /> : <IconPlayerPlayFilled size={18} aria-hidden />}
    </ActionIcon>
  );
}
