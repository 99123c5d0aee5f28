import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ageText } from '../i18n/moment.js';
import type { Task } from './call.js';
import css from './calls.module.css';
import { useNow } from './timer.js';

/** By when, in words: "in 12 min", "overdue by 2 hr"; and that the head was told. */
export function Due({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const left = new Date(task.dueAt).getTime() - useNow();
  const late = left < 0;
  const time = ageText(Math.abs(left), i18n.language);
  return (
    <span
      className={css.due}
      data-late={late || undefined}
      title={new Date(task.dueAt).toLocaleString(i18n.language, { dateStyle: 'full', timeStyle: 'short' })}
    >
      {late ? <IconAlertTriangle size={15} aria-hidden /> : <IconClock size={15} aria-hidden />}
      <span>
        {t(late ? 'calls.overdueBy' : 'calls.dueIn', { time })}
        {task.escalatedAt !== null && <small>{t('calls.escalated')}</small>}
      </span>
    </span>
  );
}
