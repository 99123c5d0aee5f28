import { IconAlarm } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ageText, everyMinute, minuteNow } from '../i18n/moment.js';
import css from './inbox.module.css';

/** So long before it is due one is told by more than a number. */
const soonMs = 15 * 60_000;

/** How long there is to answer, or how late it is: in words and by a sign, the colour only says it again. */
export function DuePill({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const left = Date.parse(at) - useSyncExternalStore(everyMinute, minuteNow);
  const late = left <= 0;
  const time = ageText(Math.abs(left), i18n.language);
  return (
    <span
      className={css.due}
      data-tone={late ? 'late' : left < soonMs ? 'soon' : undefined}
      title={new Date(at).toLocaleString(i18n.language, { dateStyle: 'full', timeStyle: 'short' })}
    >
      <IconAlarm size={13} aria-hidden />
      {late ? t('inbox.late', { time }) : t('inbox.answerIn', { time })}
    </span>
  );
}
