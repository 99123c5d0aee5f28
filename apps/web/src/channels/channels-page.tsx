import '../shell/mantine-dialog-css.js';
import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SettingsFrame } from '../settings/settings-frame.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { ChannelStanding } from './channel-standing.js';
import css from './channels.module.css';
import { overviewQuery, type Standing } from './queries.js';

const groups = [
  { name: 'mail', kinds: ['mailbox', 'receiver', 'submission'] },
  { name: 'whatsapp', kinds: ['whatsapp'] },
  { name: 'telephone', kinds: ['line', 'engine'] },
] as const satisfies readonly { name: string; kinds: readonly Standing['kind'][] }[];

/** Every way in and out of the company: one look tells what does not work, since when, and what to do. */
export function ChannelsPage() {
  const { t } = useTranslation();
  const mayManage = useMay('channels.manage');
  const { data, isPending, isError, error, refetch } = useQuery(overviewQuery);
  const items = data?.items ?? [];
  const bad = items.filter(({ light }) => light === 'bad').length;
  const channels = items.filter(({ kind }) => kind === 'mailbox' || kind === 'whatsapp' || kind === 'line');
  return (
    <SettingsFrame title={t('settings.title.channels')}>
      {isPending ? (
        <RowsSkeleton rows={4} height={92} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : channels.length === 0 ? (
        <Empty
          icon={IconPlugConnected}
          title={t('channels.none')}
          text={t(mayManage ? 'channels.noneText' : 'channels.noneTextOthers')}
        >
          {mayManage && (
            <Button component={Link} to="/mailboxes/new" size="xs">
              {t('mailboxes.connect')}
            </Button>
          )}
        </Empty>
      ) : (
        <>
          <p className={css.summary} data-light={bad > 0 ? 'bad' : 'good'} role="status">
            {bad > 0 ? t('channels.someBad', { count: bad }) : t('channels.allGood')}
          </p>
          {groups.map(({ name, kinds }) => {
            const members = items.filter(({ kind }) => (kinds as readonly string[]).includes(kind));
            return (
              members.length > 0 && (
                <section key={name} className={`${page.section} ${css.group}`} aria-labelledby={`channels-${name}`}>
                  <h2 id={`channels-${name}`}>{t(`channels.group.${name}`)}</h2>
                  <ul className={page.box}>
                    {members.map((item) => (
                      <li key={item.id} className={css.row}>
                        <ChannelStanding item={item} />
                      </li>
                    ))}
                  </ul>
                </section>
              )
            );
          })}
        </>
      )}
    </SettingsFrame>
  );
}
