import { useTranslation } from 'react-i18next';
import { clockText } from './clock.js';
import css from './playlists.module.css';
import type { Recording } from './recordings.js';

/** Who, when, how long; and what one should know before listening. */
export function RecordingFacts({ recording }: { recording: Recording }) {
  const { t, i18n } = useTranslation();
  const names = recording.employees.map(({ name }) => name).join(', ');
  return (
    <p className={css.facts}>
      {t(`player.kind.${recording.kind}`)}
      {' · '}
      <time dateTime={recording.startedAt}>
        {new Date(recording.startedAt).toLocaleString(i18n.language, { dateStyle: 'long', timeStyle: 'short' })}
      </time>
      {' · '}
      {clockText(recording.durationMs)}
      {names !== '' && ` · ${names}`}
      {recording.cut && <b> · {t('player.mark.cut')}</b>}
    </p>
  );
}
