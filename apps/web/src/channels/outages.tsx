import { useTranslation } from 'react-i18next';
import { useSyncExternalStore } from 'react';
import { ageText, everyMinute, minuteNow } from '../i18n/moment.js';
import css from './channels.module.css';
import { daysOf, shareText, workedShare, type Outage } from './days.js';

interface Props {
  outages: readonly Outage[];
  keptSince: string;
  name: string;
}

/** The last 30 days as a strip, and in words for whoever does not see it. */
export function Outages({ outages, keptSince, name }: Props) {
  const { t, i18n } = useTranslation();
  const now = new Date(useSyncExternalStore(everyMinute, minuteNow));
  const kept = new Date(keptSince);
  const days = daysOf(outages, kept, now);
  const share = workedShare(outages, kept, now);
  const said = [
    outages.length === 0 ? t('channels.noOutages') : t('channels.outages', { count: outages.length }),
    ...(outages.length === 0 || share === null
      ? []
      : [t('channels.worked', { share: shareText(share, i18n.language) })]),
  ].join(', ');
  return (
    <div className={css.outages}>
      <span className={css.days} role="img" aria-label={`${name}: ${said}`}>
        {days.map((day) => (
          <i
            key={day.at.getTime()}
            data-is={day.is}
            title={[
              day.at.toLocaleDateString(i18n.language, { day: 'numeric', month: 'long' }),
              day.is === 'unknown'
                ? t('channels.notKept')
                : day.outMs === 0
                  ? t('channels.workedAll')
                  : t('channels.outFor', { time: ageText(day.outMs, i18n.language) }),
            ].join(': ')}
          />
        ))}
      </span>
      <small aria-hidden>{said}</small>
    </div>
  );
}
