import { Button } from '@mantine/core';
import { IconClock, IconMoon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Empty } from '../shell/empty.js';
import { MediumIcon } from '../shell/medium-icon.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { dayNames, spansText, weekPicture } from '../telephony/hours.js';
import { HoursDialog } from './hours-dialog.js';
import { channelHoursQuery } from './queries.js';
import css from './routing.module.css';

type Hours = Schemas['ChannelHours'];

/** When each channel is open, and what whoever writes afterwards is told. */
export function HoursSection() {
  const { t } = useTranslation();
  const query = useQuery(channelHoursQuery);
  const [changing, setChanging] = useState<Hours | null>(null);
  return (
    <section className={page.section} aria-label={t('routing.hours')}>
      <h2>{t('routing.hours')}</h2>
      <p>{t('routing.hoursText')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={3} height={56} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <Empty icon={IconClock} title={t('routing.noChannels')} text={t('routing.noChannelsText')} />
      ) : (
        <ul className={page.box}>
          {query.data.items.map((item) => (
            <HoursRow key={item.channel.id} item={item} onChange={() => setChanging(item)} />
          ))}
        </ul>
      )}
      {changing !== null && (
        <HoursDialog hours={changing} all={query.data?.items ?? []} onClose={() => setChanging(null)} />
      )}
    </section>
  );
}

function HoursRow({ item, onChange }: { item: Hours; onChange: () => void }) {
  const { t, i18n } = useTranslation();
  const mayManage = useMay('channels.manage');
  const mayTelephony = useMay('telephony.manage');
  const { channel, medium, afterHours, isOpen, opensAt } = item;
  const opens =
    opensAt === null
      ? ''
      : new Date(opensAt).toLocaleString(i18n.language, {
          ...({ weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const),
          timeZone: item.opening.timeZone,
        });
  return (
    <li className={css.row}>
      <MediumIcon medium={medium} size={18} />
      <div className={css.who}>
        <b>{channel.name}</b>
        <small>{weekText(item, i18n.language) ?? t('routing.always')}</small>
      </div>
      <div className={css.facts}>
        <span className={css.pill} data-tone={isOpen ? 'ok' : 'off'}>
          {isOpen ? <IconClock size={13} aria-hidden /> : <IconMoon size={13} aria-hidden />}
          {isOpen ? t('routing.openNow') : t('routing.closedUntil', { opens })}
        </span>
        <small>{afterHours?.enabled ? t('routing.answers') : medium === 'phone' ? '' : t('routing.noAnswer')}</small>
      </div>
      {medium === 'phone' ? (
        mayTelephony && (
          <Button
            component={Link}
            to={`/telephony/numbers/${channel.id}`}
            size="compact-sm"
            variant="default"
            aria-label={t('routing.changeOf', { name: channel.name })}
          >
            {t('routing.change')}
          </Button>
        )
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          disabled={!mayManage}
          aria-label={t('routing.changeOf', { name: channel.name })}
          onClick={onChange}
        >
          {t('routing.change')}
        </Button>
      )}
    </li>
  );
}

/** "Mon–Fri 09:00–18:00, Sat 10:00–14:00": days that are open alike as one; null: always open. */
function weekText({ opening }: Hours, language: string): string | null {
  if (opening.hours.length === 0) return null;
  const names = dayNames(language, 'short');
  const days = weekPicture(opening.hours).map((spans) => spansText(spans));
  const runs: { from: number; to: number; text: string }[] = [];
  for (const [day, text] of days.entries()) {
    const last = runs.at(-1);
    if (last?.text === text) last.to = day;
    else runs.push({ from: day, to: day, text });
  }
  return runs
    .filter(({ text }) => text !== '')
    .map(({ from, to, text }) => `${names[from] ?? ''}${to > from ? `–${names[to] ?? ''}` : ''} ${text}`)
    .join(', ');
}
