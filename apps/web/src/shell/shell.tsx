import { useInfiniteQuery, useIsFetching, useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { startLive } from '../api/live.js';
import { alertsQuery } from '../alerts/queries.js';
import { countersQuery } from '../api/queries.js';
import { onSessionEnd, queryClient } from '../api/query-client.js';
import { speakFully } from '../i18n/i18n.js';
import { BottomBar } from './bottom-bar.js';
import { ConnectionBanner } from './connection-banner.js';
import { pages, shortWays, type PageEntry } from './pages.js';
import { Rail } from './rail.js';
import { useMe, type Right } from './session.js';
import css from './shell.module.css';
import { setTitle } from './title.js';
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

/** A page whose data do not come must not be without a telephone. */
const patienceMs = 5_000;

/** True once the first page stands and the browser has nothing better to do: what nobody waits for yet does not hold it up. */
function useAfterFirstPage(): boolean {
  const [after, setAfter] = useState(false);
  const coming = useRouterState({ select: (state) => state.isLoading });
  const fetching = useIsFetching() > 0;
  useEffect(() => {
    const late = window.setTimeout(() => setAfter(true), patienceMs);
    return () => window.clearTimeout(late);
  }, []);
  useEffect(() => {
    if (after || coming || fetching) return undefined;
    // Safari knows no idle callback.
    if (!('requestIdleCallback' in window)) {
      const soon = globalThis.setTimeout(() => setAfter(true), 300);
      return () => globalThis.clearTimeout(soon);
    }
    const idle = window.requestIdleCallback(() => setAfter(true));
    return () => window.cancelIdleCallback(idle);
  }, [after, coming, fetching]);
  return after;
}

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const deep = useRouterState({ select: (state) => state.matches.some((match) => match.staticData.deep === true) });
  const { data: counters } = useQuery({ ...countersQuery, enabled: me.rights.includes('clients.read') });
  const { data: alerts } = useInfiniteQuery({ ...alertsQuery(true), enabled: me.rights.includes('alerts.read') });
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never');
  const [help, setHelp] = useState(false);
  const toasts = useToastsWanted();
  const after = useAfterFirstPage();
  const phone = after && me.viewedBy === null && me.rights.includes('calls.make');
  const may = ({ right }: { right: Right | null }) => right === null || me.rights.includes(right);
  const mine = pages.filter(may);

  useBackToSignIn();
  useEffect(startLive, []);
  useEffect(() => {
    if (after) void speakFully();
  }, [after]);

  const waiting = counters?.unanswered ?? 0;
  const company = me.company.name;
  useEffect(() => {
    setTitle(`${waiting > 0 ? `(${waiting}) ` : ''}${company} · Keepline`);
  }, [waiting, company]);

  const goTo: KeyMap = Object.fromEntries(
    [...mine, ...shortWays.filter(may)].map((page) => [`KeyG ${page.key}`, () => void navigate({ to: page.to })]),
  );
  const openPalette = () => setPalette('open');
  useKeys({ ...goTo, 'mod+KeyK': openPalette, Slash: openPalette, '?': () => setHelp(true) });

  const badgeOf = ({ badge }: PageEntry) => {
    if (badge === undefined) return 0;
    // Whoever sees no clients has no counters, and may have alerts.
    return counters?.[badge] ?? (badge === 'alerts' ? (alerts?.pages[0]?.items.length ?? 0) : 0);
  };
  const shared = { pages: mine, badgeOf, onPalette: openPalette, onHelp: () => setHelp(true) };
  return (
    <div className={css.frame} data-deep={deep || undefined}>
      <a className={css.skip} href="#page">
        {t('shell.skip')}
      </a>
      <Rail {...shared} />
      <main className={css.main} id="page" tabIndex={-1} style={{ outline: 'none' }}>
        <ConnectionBanner />
        <Suspense>{me.viewedBy !== null && <ViewAsBanner />}</Suspense>
        <Suspense>{me.hoursEndAt !== null && <HoursBanner />}</Suspense>
        <Suspense>{me.notices.length > 0 && <AccountNotices notices={me.notices} />}</Suspense>
        <div className={css.page}>
          <Outlet />
        </div>
        <Suspense>{phone && <Softphone />}</Suspense>
      </main>
      <BottomBar {...shared} />
      <Suspense>
        {toasts && <Toasts />}
        {after && me.viewedBy === null && <Told />}
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
