import {
  IconArrowsRight,
  IconEar,
  IconMessage,
  IconPlayerPause,
  IconScissors,
  IconShieldLock,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockText } from './clock.js';
import type { PlacedMark } from './marks.js';
import css from './player.module.css';
import type { RecordingComment } from './recordings.js';
import { shareOfLine } from './track.js';

const signs: Record<PlacedMark['is'], Icon> = {
  hold: IconPlayerPause,
  'recording-paused': IconShieldLock,
  transfer: IconArrowsRight,
  conference: IconUsersGroup,
  listening: IconEar,
  cut: IconScissors,
};

interface Props {
  marks: readonly PlacedMark[];
  comments: readonly RecordingComment[];
  durationMs: number;
  onSeek: (toMs: number) => void;
}

/** Below the line: what happened in the call and what colleagues have said about it, each at its moment. */
export function Pins({ marks, comments, durationMs, onSeek }: Props) {
  const { t } = useTranslation();
  const said = comments.filter(({ struckAt }) => struckAt === null);
  if (marks.length + said.length === 0) return null;
  const pin = (key: string, atMs: number, label: string, Sign: Icon, kind: string) => (
    <button
      key={key}
      type="button"
      className={css.pin}
      data-kind={kind}
      style={{ left: shareOfLine(atMs, durationMs) }}
      title={label}
      aria-label={label}
      onClick={() => onSeek(atMs)}
    >
      <Sign size={13} stroke={2} aria-hidden />
    </button>
  );
  return (
    <div className={css.pins} role="group" aria-label={t('player.pins')}>
      {marks.map((mark) => {
        const what = t(`player.mark.${mark.is}`);
        const label = `${clockText(mark.fromMs)} ${what}${mark.name === null ? '' : ` · ${mark.name}`}`;
        return pin(`${mark.is}${mark.fromMs}`, mark.fromMs, label, signs[mark.is], 'mark');
      })}
      {said.map((each) =>
        pin(
          each.id,
          each.atMs,
          `${clockText(each.atMs)} ${each.author.name}: ${each.text ?? ''}`,
          IconMessage,
          'comment',
        ),
      )}
    </div>
  );
}
