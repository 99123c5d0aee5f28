import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from './client.js';
import { askConversations, askCounters, askMe, askStart } from './first-asks.js';
import { keys } from './keys.js';

/** In the order in which they stand above the list. */
export const inboxViews = [
  ...(['mine', 'team', 'unassigned', 'unanswered', 'waiting-for-client', 'snoozed', 'done', 'all'] as const),
] as const;
export type InboxView = (typeof inboxViews)[number];

const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
};
/** What is asked for; an empty word is none. */
const given = <F extends object>(filter: F): { [K in keyof F]?: NonNullable<F[K]> } =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')) as never;

const after = (cursor: string | null) => (cursor === null ? {} : { cursor });

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: () => askMe(),
  staleTime: 5 * 60_000,
});

export const waysInQuery = queryOptions({
  queryKey: keys.waysIn,
  queryFn: () => take(api.GET('/api/v1/session/ways')),
});

export const startQuery = queryOptions({ queryKey: keys.start, queryFn: () => askStart() });

export const countersQuery = queryOptions({
  queryKey: keys.counters,
  queryFn: () => askCounters(),
});

/** What the list is narrowed by; it stands in the address of the page. */
export interface InboxSearch {
  view?: InboxView;
  medium?: 'email' | 'whatsapp' | 'phone';
  channelId?: string;
  handlerId?: string;
  tagId?: string;
  unread?: boolean;
  /** The newest first where nothing is said. */
  sort?: 'due';
}

export const conversationsQuery = (search: InboxSearch) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: keys.conversationsOf({ view: 'all', ...search }),
    queryFn: ({ pageParam }) => askConversations(search, pageParam),
  });

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: keys.conversation(id),
    queryFn: () => take(api.GET('/api/v1/conversations/{id}', { params: { path: { id } } })),
  });

export const inboxFiltersQuery = queryOptions({
  queryKey: keys.inboxFilters,
  queryFn: () => take(api.GET('/api/v1/inbox-filters')),
});

/** By filter; asked for only where they are shown. */
export const filterCountsQuery = queryOptions({
  queryKey: keys.filterCounts,
  queryFn: async () => {
    const { items } = await take(api.GET('/api/v1/inbox-filters/counts'));
    return Object.fromEntries(items.map(({ id, count }) => [id, count]));
  },
});

/** Part of a name, and what else the cards must be. */
export interface ClientsFilter {
  name?: string | undefined;
  kind?: 'person' | 'company' | undefined;
  stage?: Schemas['Client']['stage'] | undefined;
  lifecycle?: Schemas['Client']['lifecycle'] | undefined;
  responsibleId?: string | undefined;
  tagId?: string | undefined;
  companyId?: string | undefined;
}

export const clientsQuery = (name: string, filter: ClientsFilter = {}) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: keys.clientsBy({ ...filter, name }),
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/clients', {
          params: { query: { limit: 50, ...given({ ...filter, name }), ...after(pageParam) } },
        }),
      ),
  });

export const clientQuery = (id: string) =>
  queryOptions({
    queryKey: keys.client(id),
    queryFn: () => take(api.GET('/api/v1/clients/{id}', { params: { path: { id } } })),
  });

export const assignmentsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.assignments(id),
    queryFn: () => take(api.GET('/api/v1/clients/{id}/assignments', { params: { path: { id } } })),
  });

/** By itself: with its number in the journal, which lists leave out. */
export const interactionQuery = (id: string) =>
  queryOptions({
    queryKey: keys.interaction(id),
    queryFn: () => take(api.GET('/api/v1/interactions/{id}', { params: { path: { id } } })),
    staleTime: Infinity,
  });

export const bodyQuery = (id: string) =>
  queryOptions({
    queryKey: keys.body(id),
    queryFn: () => take(api.GET('/api/v1/interactions/{id}/body', { params: { path: { id } } })),
    staleTime: Infinity,
  });

/** @param of what waits for a card, or what nobody wants */
export const unplacedQuery = (of: 'tray' | 'spam') =>
  infiniteQueryOptions({
    ...paged,
    queryKey: keys.unplacedOf(of),
    queryFn: ({ pageParam }) =>
      take(api.GET('/api/v1/unplaced', { params: { query: { limit: 30, of, ...after(pageParam) } } })),
  });

export const channelsQuery = queryOptions({
  queryKey: keys.channels,
  queryFn: () => take(api.GET('/api/v1/channels')),
});

export const copyRulesQuery = queryOptions({
  queryKey: keys.copyRules,
  queryFn: () => take(api.GET('/api/v1/copy-rules')),
});

export const employeesQuery = infiniteQueryOptions({
  ...paged,
  queryKey: keys.employees,
  queryFn: ({ pageParam }) =>
    take(api.GET('/api/v1/employees', { params: { query: { limit: 100, ...after(pageParam) } } })),
});

export const teamsQuery = queryOptions({ queryKey: keys.teams, queryFn: () => take(api.GET('/api/v1/teams')) });

export const auditQuery = (filter: { actorId?: string; clientId?: string }) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: keys.auditOf(filter),
    queryFn: ({ pageParam }) =>
      take(api.GET('/api/v1/audit', { params: { query: { limit: 60, ...filter, ...after(pageParam) } } })),
  });

export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: keys.search(q),
    queryFn: ({ pageParam }) =>
      take(api.GET('/api/v1/search', { params: { query: { q, limit: 30, ...after(pageParam) } } })),
  });
