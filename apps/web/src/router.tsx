import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { api, take } from './api/client.js';
import { asProblem } from './api/problem.js';
import { meQuery, type InboxView } from './api/queries.js';
import { queryClient } from './api/query-client.js';
import type { CallTab } from './calls/tabs.js';
import { speakAs, speakFully } from './i18n/i18n.js';
import type { PeriodName } from './reports/period.js';
import { pages } from './shell/pages.js';
import { Trouble } from './shell/trouble.js';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** On the phone this page has the whole screen: no bar below it. */
    deep?: boolean;
  }
  interface Register {
    router: typeof router;
  }
}

const callTabs: readonly unknown[] = ['live', 'missed', 'log'];
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const inboxViews: readonly unknown[] = ['all', 'mine', 'waiting', 'unassigned'];
const inboxSearch = (search: Record<string, unknown>): { view?: InboxView } =>
  inboxViews.includes(search['view']) ? { view: search['view'] as InboxView } : {};

function Failed({ error, reset }: ErrorComponentProps) {
  return <Trouble error={error} onRetry={() => void router.invalidate().then(reset)} />;
}

interface ReportSearch {
  view?: 'calls' | 'scores' | undefined;
  by?: 'day' | 'hour' | 'employee' | 'team' | 'number' | undefined;
  period?: PeriodName | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const root = createRootRoute({ component: Outlet, errorComponent: Failed });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => {
    const next = text(search['next']);
    return next === undefined ? {} : { next };
  },
  component: lazyRouteComponent(() => import('./shell/sign-in.js'), 'SignIn'),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: async () => {
    if (!(await take(api.GET('/api/v1/setup'))).needed) redirect({ to: '/sign-in', throw: true });
  },
  component: lazyRouteComponent(() => import('./shell/set-up.js'), 'SetUp'),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    try {
      const me = await queryClient.ensureQueryData(meQuery);
      await speakAs(me.locale);
    } catch (error) {
      if (!asProblem(error).isSessionEnd) throw error;
      if ((await take(api.GET('/api/v1/setup'))).needed) redirect({ to: '/setup', throw: true });
      redirect({
        to: '/sign-in',
        search: location.pathname === '/' ? {} : { next: location.href },
        throw: true,
      });
    }
  },
  component: lazyRouteComponent(() => import('./shell/shell.js'), 'Shell'),
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: async () => {
    const { rights } = await queryClient.ensureQueryData(meQuery);
    redirect({ to: pages.find((page) => rights.includes(page.right))?.to ?? '/mailboxes', throw: true });
  },
});

const inbox = createRoute({
  getParentRoute: () => inside,
  path: '/inbox',
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => import('./inbox/inbox-page.js'), 'InboxPage'),
});

const conversation = createRoute({
  getParentRoute: () => inbox,
  path: '/$clientId/$conversationId',
  staticData: { deep: true },
  component: lazyRouteComponent(() => import('./inbox/conversation-pane.js'), 'ConversationPane'),
});

const clients = createRoute({
  getParentRoute: () => inside,
  path: '/clients',
  validateSearch: (search): { dialog?: 'new' } => (search['dialog'] === 'new' ? { dialog: 'new' } : {}),
  component: lazyRouteComponent(() => import('./clients/clients-page.js'), 'ClientsPage'),
});

const client = createRoute({
  getParentRoute: () => inside,
  path: '/clients/$clientId',
  staticData: { deep: true },
  component: lazyRouteComponent(() => import('./clients/client-page.js'), 'ClientPage'),
});

const calls = createRoute({
  getParentRoute: () => inside,
  path: '/calls',
  validateSearch: (search): { tab?: CallTab } =>
    callTabs.includes(search['tab']) ? { tab: search['tab'] as CallTab } : {},
  loader: speakFully,
  component: lazyRouteComponent(() => import('./calls/calls-page.js'), 'CallsPage'),
});

const unplaced = createRoute({
  getParentRoute: () => inside,
  path: '/unplaced',
  validateSearch: (search): { letter?: string } => {
    const letter = text(search['letter']);
    return letter === undefined ? {} : { letter };
  },
  component: lazyRouteComponent(() => import('./unplaced/unplaced-page.js'), 'UnplacedPage'),
});

const mailboxes = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./mailboxes/mailboxes-page.js'), 'MailboxesPage'),
});

const newMailbox = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes/new',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./mailboxes/connect-page.js'), 'ConnectPage'),
});

const mailbox = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes/$channelId',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./mailboxes/connect-page.js'), 'ChangePage'),
});

const people = createRoute({
  getParentRoute: () => inside,
  path: '/people',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./people/people-page.js'), 'PeoplePage'),
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./people/audit-page.js'), 'AuditPage'),
});

const telephony = createRoute({
  getParentRoute: () => inside,
  path: '/telephony',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./telephony/telephony-page.js'), 'TelephonyPage'),
});

const newTrunk = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/trunks/new',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./telephony/trunk-page.js'), 'NewTrunkPage'),
});

const trunk = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/trunks/$trunkId',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./telephony/trunk-page.js'), 'TrunkPage'),
});

const newNumber = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/numbers/new',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./telephony/number-page.js'), 'NewNumberPage'),
});

const number = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/numbers/$channelId',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./telephony/number-page.js'), 'NumberPage'),
});

const extensions = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/extensions',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./telephony/extensions-page.js'), 'ExtensionsPage'),
});

const phonePolicy = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/policy',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./telephony/policy-page.js'), 'PolicyPage'),
});

const recording = createRoute({
  getParentRoute: () => inside,
  path: '/recordings/$recordingId',
  // Seconds from the beginning: a mention or a found word leads to its moment.
  validateSearch: (given): { at?: number } => {
    const at = Number(given['at']);
    return Number.isFinite(at) && at > 0 ? { at } : {};
  },
  loader: speakFully,
  component: lazyRouteComponent(() => import('./player/recording-page.js'), 'RecordingPage'),
});

const playlists = createRoute({
  getParentRoute: () => inside,
  path: '/playlists',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./player/playlists-page.js'), 'PlaylistsPage'),
});

const playlist = createRoute({
  getParentRoute: () => inside,
  path: '/playlists/$playlistId',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./player/playlist-page.js'), 'PlaylistPage'),
});

const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((each) => each === value);

const reports = createRoute({
  getParentRoute: () => inside,
  path: '/reports',
  validateSearch: (given): ReportSearch => ({
    view: oneOf(['calls', 'scores'], given['view']),
    by: oneOf(['day', 'hour', 'employee', 'team', 'number'], given['by']),
    period: oneOf(['today', 'yesterday', 'week', 'last7', 'month', 'lastMonth', 'last30', 'own'], given['period']),
    from: text(given['from']),
    to: text(given['to']),
  }),
  loader: speakFully,
  component: lazyRouteComponent(() => import('./reports/reports-page.js'), 'ReportsPage'),
});

const alerts = createRoute({
  getParentRoute: () => inside,
  path: '/alerts',
  loader: speakFully,
  component: lazyRouteComponent(() => import('./alerts/alerts-page.js'), 'AlertsPage'),
});

const search = createRoute({
  getParentRoute: () => inside,
  path: '/search',
  validateSearch: (given): { q: string } => ({ q: text(given['q']) ?? '' }),
  component: lazyRouteComponent(() => import('./search/search-page.js'), 'SearchPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setUp,
    inside.addChildren([
      home,
      inbox.addChildren([conversation]),
      clients,
      client,
      calls,
      unplaced,
      mailboxes,
      newMailbox,
      mailbox,
      people,
      audit,
      telephony,
      newTrunk,
      trunk,
      newNumber,
      number,
      extensions,
      phonePolicy,
      recording,
      playlists,
      playlist,
      reports,
      alerts,
      search,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: () => null,
  scrollRestoration: false,
});
