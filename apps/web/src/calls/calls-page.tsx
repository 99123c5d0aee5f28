import { ActionIcon, Button } from '@mantine/core';
import { IconDialpad, IconHeadset, IconPlaylist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countersQuery } from '../api/queries.js';
import page from '../shell/page.module.css';
import { useMay } from '../shell/session.js';
import { openDialPad } from '../softphone/dial-pad-wanted.js';
import { telephonyQuery } from './call-queries.js';
import css from './calls.module.css';
import { LiveBoard } from './live-board.js';
import { Log } from './log.js';
import { Missed } from './missed.js';
import { callTabs } from './tabs.js';

const SoundDialog = lazy(async () => ({ default: (await import('../softphone/sound-dialog.js')).SoundDialog }));

/** Calls: who is on one now, whom to call back, and what was. */
export function CallsPage() {
  const { t } = useTranslation();
  const { tab = 'live' } = useSearch({ from: '/inside/calls' });
  const { data: counters } = useQuery(countersQuery);
  const { data: telephony } = useQuery(telephonyQuery);
  const mayDial = useMay('calls.dial');
  const mayPlay = useMay('recordings.play');
  const [sound, setSound] = useState(false);
  const has = telephony !== undefined && (telephony.myExtension !== null || telephony.engine.state === 'up');
  return (
    <section className={page.page} aria-label={t('shell.page.calls')}>
      <header className={page.head}>
        <h1>{t('shell.page.calls')}</h1>
        <nav className={css.tabs} aria-label={t('calls.views')}>
          {callTabs.map((each) => (
            <Link
              key={each}
              to="/calls"
              search={{ tab: each }}
              data-here={each === tab || undefined}
              aria-current={each === tab ? 'page' : undefined}
            >
              {t(`calls.tab.${each}`)}
              {each === 'missed' && counters !== undefined && counters.tasks > 0 && <span>{counters.tasks}</span>}
            </Link>
          ))}
        </nav>
        <span className={page.spring} />
        {mayPlay && (
          <ActionIcon
            component={Link}
            to="/playlists"
            variant="subtle"
            color="gray"
            aria-label={t('playlists.title')}
            title={t('playlists.title')}
          >
            <IconPlaylist size={19} stroke={1.7} aria-hidden />
          </ActionIcon>
        )}
        {has && (
          <ActionIcon
            className={css.sound}
            variant="subtle"
            color="gray"
            aria-label={t('softphone.soundSettings')}
            onClick={() => setSound(true)}
          >
            <IconHeadset size={19} stroke={1.7} aria-hidden />
          </ActionIcon>
        )}
        {has && mayDial && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDialpad size={16} aria-hidden />}
            onClick={() => openDialPad()}
          >
            {t('softphone.dialPad')}
          </Button>
        )}
      </header>
      <div className={page.scroll}>
        {tab === 'live' && <LiveBoard />}
        {tab === 'missed' && <Missed />}
        {tab === 'log' && <Log />}
      </div>
      <Suspense>{sound && <SoundDialog onClose={() => setSound(false)} />}</Suspense>
    </section>
  );
}
