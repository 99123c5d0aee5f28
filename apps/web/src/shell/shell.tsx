import { useMediaQuery } from '@mantine/hooks';
import { Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { startLive } from '../api/live.js';
import { onSessionEnd, queryClient } from '../api/query-client.js';
import { speakFully } from '../i18n/i18n.js';
import { BottomBar } from './bottom-bar.js';
import { ConnectionBanner } from './connection-banner.js';
import { AfterFirstPage, FirstPageWatch } from './first-page.js';
import { PageTitle } from './page-title.js';
import { pages, shortWays } from './pages.js';
import { Rail } from './rail.js';
import { useMe, type Right } from './session.js';
import css from './shell.module.css';
import { useToastsWanted } from './toasts-wanted.js';
import { useKeys, type KeyMap } from './use-keys.js';

/** With the texts that only they say. */
const Palette = lazy(async () => {
  await speakFully();
  return { default: (await import('./palette.js')).Palette };
});
const KeyboardHelp = lazy(async () => {
  await speakFully();
  return { default: (await import('./keyboard-help.js')).KeyboardHelp };
});
const ViewAsBanner = lazy(async () => {
  await speakFully();
  return { default: (await import('./view-as-banner.js')).ViewAsBanner };
});
const HoursBanner = lazy(async () => {
  await speakFully();
  return { default: (await import('./hours-banner.js')).HoursBanner };
});
const Softphone = lazy(async () => {
  await speakFully();
  return { default: (await import('../softphone/softphone.js')).Softphone };
});
const AccountNotices = lazy(async () => {
  await speakFully();
  return { default: (await import('../account/notices.js')).AccountNotices };
});
const Told = lazy(async () => {
  await speakFully();
  return { default: (await import('../notifications/told.js')).Told };
});
const Toasts = lazy(async () => ({ default: (await import('./toasts.js')).Toasts }));

function useBackToSignIn(): void {
  const router = useRouter();
  useEffect(() => {
    onSessionEnd(() => {
      const next = router.state.location.href;
      onSessionEnd(() => undefined);
      void router.navigate({ to: '/sign-in', search: { next }, replace: true }).then(() => queryClient.clear());
    });
    return () => onSessionEnd(() => undefined);
  }, [router]);
}

/** As in the sheets (postcss.config.js): one of the two bars, not both with one of them hidden. */
const phoneWidth = '(max-width: 47.99em)';

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const deep = useRouterState({ select: (state) => state.matches.some((match) => match.staticData.deep === true) });
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never');
  const [help, setHelp] = useState(false);
  const toasts = useToastsWanted();
  const onPhone = useMediaQuery(phoneWidth, false, { getInitialValueInEffect: false });
  const phone = me.viewedBy === null && me.rights.includes('calls.make');
  const may = ({ right }: { right: Right | null }) => right === null || me.rights.includes(right);
  const mine = pages.filter(may);

  useBackToSignIn();
  useEffect(startLive, []);

  const goTo: KeyMap = Object.fromEntries(
    [...mine, ...shortWays.filter(may)].map((page) => [`KeyG ${page.key}`, () => void navigate({ to: page.to })]),
  );
  const openPalette = () => setPalette('open');
  useKeys({ ...goTo, 'mod+KeyK': openPalette, Slash: openPalette, '?': () => setHelp(true) });

  const shared = { pages: mine, onPalette: openPalette, onHelp: () => setHelp(true) };
  return (
    <div className={css.frame} data-deep={deep || undefined}>
      <a className={css.skip} href="#page">
        {t('shell.skip')}
      </a>
      {!onPhone && <Rail {...shared} />}
      <main className={css.main} id="page" tabIndex={-1} style={{ outline: 'none' }}>
        <ConnectionBanner />
        <Suspense>{me.viewedBy !== null && <ViewAsBanner />}</Suspense>
        <Suspense>{me.hoursEndAt !== null && <HoursBanner />}</Suspense>
        <Suspense>{me.notices.length > 0 && <AccountNotices notices={me.notices} />}</Suspense>
        <div className={css.page}>
          <Outlet />
        </div>
        <AfterFirstPage>
          <Suspense>{phone && <Softphone />}</Suspense>
        </AfterFirstPage>
      </main>
      {onPhone && <BottomBar {...shared} />}
      <PageTitle />
      <FirstPageWatch />
      <AfterFirstPage>
        <Suspense>{me.viewedBy === null && <Told />}</Suspense>
      </AfterFirstPage>
      <Suspense>
        {toasts && <Toasts />}
        {palette !== 'never' && (
          <Palette
            opened={palette === 'open'}
            pages={mine}
            onClose={() => setPalette('closed')}
            onHelp={() => setHelp(true)}
          />
        )}
        {help && <KeyboardHelp onClose={() => setHelp(false)} />}
      </Suspense>
    </div>
  );
}
