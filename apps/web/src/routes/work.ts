import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import {
  conversationsQuery,
  inboxViews,
  meQuery,
  startQuery,
  type ClientsFilter,
  type InboxSearch,
} from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import type { CallTab } from '../calls/tabs.js';
import { filterSearch } from '../clients/filter-search.js';
import { speakFully, speakOfWork } from '../i18n/i18n.js';
import { InboxPage } from '../inbox/inbox-page.js';
import type { PeriodName } from '../reports/period.js';
import { pages } from '../shell/pages.js';
import { timelineSearch } from '../timeline/search.js';
import { inside } from './entry.js';
import { searchAddress } from '../search/search-address.js';
import { text } from './search-text.js';

const callTabs: readonly unknown[] = ['live', 'missed', 'log'];
const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((each) => each === value);

function inboxSearch(search: Record<string, unknown>): InboxSearch {
  const view = oneOf(inboxViews, search['view']);
  const medium = oneOf(['email', 'whatsapp', 'phone'], search['medium']);
  const { channelId, handlerId, tagId, unread, sort } = search;
  return {
    ...(view === undefined ? {} : { view }),
    ...(medium === undefined ? {} : { medium }),
    ...(typeof channelId === 'string' ? { channelId } : {}),
    ...(typeof handlerId === 'string' ? { handlerId } : {}),
    ...(typeof tagId === 'string' ? { tagId } : {}),
    ...(typeof unread === 'boolean' ? { unread } : {}),
    ...(sort === 'due' ? { sort } : {}),
  };
}

interface ReportSearch {
  view?: 'calls' | 'scores' | undefined;
  by?: 'day' | 'hour' | 'employee' | 'team' | 'number' | undefined;
  period?: PeriodName | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: async () => {
    const { rights } = await queryClient.ensureQueryData(meQuery);
    redirect({
      to: pages.find((page) => page.right === null || rights.includes(page.right))?.to ?? '/settings',
      throw: true,
    });
  },
});

export const inbox = createRoute({
  getParentRoute: () => inside,
  path: '/inbox',
  validateSearch: inboxSearch,
  loaderDeps: ({ search }) => search,
  // Nobody waits for it: what has come when the page is drawn is drawn with it, and not once more.
  loader: ({ deps }) => {
    void queryClient.prefetchInfiniteQuery(conversationsQuery(deps));
    void queryClient.prefetchQuery(startQuery);
  },
  staleTime: Infinity,
  // In the first file itself: it is where the day begins, and a page of its own would cost one more way there and back.
  component: InboxPage,
});

export const conversation = createRoute({
  getParentRoute: () => inbox,
  path: '/$clientId/$conversationId',
  staticData: { deep: true },
  loader: speakOfWork,
  component: lazyRouteComponent(() => import('../inbox/conversation-pane.js'), 'ConversationPane'),
});

export const clients = createRoute({
  getParentRoute: () => inside,
  path: '/clients',
  validateSearch: (search): ClientsFilter & { dialog?: 'new' } => ({
    ...filterSearch(search),
    ...(search['dialog'] === 'new' ? { dialog: 'new' } : {}),
  }),
  loader: speakOfWork,
  component: lazyRouteComponent(() => import('../clients/clients-page.js'), 'ClientsPage'),
});

export const cardSettings = createRoute({
  getParentRoute: () => inside,
  path: '/clients/settings',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../clients/settings/settings-page.js'), 'CardSettingsPage'),
});

export const imports = createRoute({
  getParentRoute: () => inside,
  path: '/clients/import',
  loader: speakFully,
  component: lazyRouteComponent(() => import('../clients/importing/imports-page.js'), 'ImportsPage'),
});

export const clientImport = createRoute({
  getParentRoute: () => inside,
  path: '/clients/import/$importId',
  loader: speakFully,
  component: lazyRouteComponent(() => import('../clients/importing/import-page.js'), 'ImportPage'),
});

export const client = createRoute({
  getParentRoute: () => inside,
  path: '/clients/$clientId',
  staticData: { deep: true },
  validateSearch: timelineSearch,
  loader: speakOfWork,
  component: lazyRouteComponent(() => import('../clients/client-page.js'), 'ClientPage'),
});

export const calls = createRoute({
  getParentRoute: () => inside,
  path: '/calls',
  validateSearch: (search): { tab?: CallTab } =>
    callTabs.includes(search['tab']) ? { tab: search['tab'] as CallTab } : {},
  loader: speakFully,
  component: lazyRouteComponent(() => import('../calls/calls-page.js'), 'CallsPage'),
});

export const unplaced = createRoute({
  getParentRoute: () => inside,
  path: '/unplaced',
  validateSearch: (search): { letter?: string; of?: 'spam' } => {
    const letter = text(search['letter']);
    return { ...(letter === undefined ? {} : { letter }), ...(search['of'] === 'spam' ? { of: 'spam' } : {}) };
  },
  loader: speakFully,
  component: lazyRouteComponent(() => import('../unplaced/unplaced-page.js'), 'UnplacedPage'),
});

export const recording = createRoute({
  getParentRoute: () => inside,
  path: '/recordings/$recordingId',
  // Seconds from the beginning: a mention or a found word leads to its moment.
  validateSearch: (given): { at?: number } => {
    const at = Number(given['at']);
    return Number.isFinite(at) && at > 0 ? { at } : {};
  },
  loader: speakFully,
  component: lazyRouteComponent(() => import('../player/recording-page.js'), 'RecordingPage'),
});

export const playlists = createRoute({
  getParentRoute: () => inside,
  path: '/playlists',
  loader: speakFully,
  component: lazyRouteComponent(() => import('../player/playlists-page.js'), 'PlaylistsPage'),
});

export const playlist = createRoute({
  getParentRoute: () => inside,
  path: '/playlists/$playlistId',
  loader: speakFully,
  component: lazyRouteComponent(() => import('../player/playlist-page.js'), 'PlaylistPage'),
});

export const reports = createRoute({
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
  component: lazyRouteComponent(() => import('../reports/reports-page.js'), 'ReportsPage'),
});

export const alerts = createRoute({
  getParentRoute: () => inside,
  path: '/alerts',
  loader: speakFully,
  component: lazyRouteComponent(() => import('../alerts/alerts-page.js'), 'AlertsPage'),
});

export const search = createRoute({
  getParentRoute: () => inside,
  path: '/search',
  validateSearch: searchAddress,
  loader: speakFully,
  component: lazyRouteComponent(() => import('../search/search-page.js'), 'SearchPage'),
});
