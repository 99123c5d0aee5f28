import { IconClockExclamation } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from './session.js';
import css from './shell.module.css';

const warnBeforeMs = 5 * 60_000;
const lookAgainMs = 15_000;

/** Says, five minutes before, that the login hours come to their end. */
export function HoursBanner() {
  const { t, i18n } = useTranslation();
  const { hoursEndAt } = useMe();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (hoursEndAt === null) return undefined;
    const timer = window.setInterval(() => setNow(Date.now()), lookAgainMs);
    return () => window.clearInterval(timer);
  }, [hoursEndAt]);
  const endsAt = hoursEndAt === null ? Infinity : Date.parse(hoursEndAt);
  return (
    <div role="status" aria-live="polite">
      {endsAt - now <= warnBeforeMs && (
        <div className={css.banner}>
          <IconClockExclamation size={16} aria-hidden />
          {t('doors.ending', {
            time: new Date(endsAt).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' }),
          })}
        </div>
      )}
    </div>
  );
}
