import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { Call } from './call.js';

const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
};
const after = (cursor: string | null) => (cursor === null ? {} : { cursor });

export const telephonyQuery = queryOptions({
  queryKey: keys.telephony,
  queryFn: () => take(api.GET('/api/v1/telephony')),
});

export const policyQuery = queryOptions({
  queryKey: keys.telephonyPolicy,
  queryFn: () => take(api.GET('/api/v1/telephony/policy')),
  staleTime: 5 * 60_000,
});

export const extensionsQuery = queryOptions({
  queryKey: keys.extensions,
  queryFn: () => take(api.GET('/api/v1/extensions')),
});

export const liveCallsQuery = queryOptions({
  queryKey: keys.liveCalls,
  queryFn: () => take(api.GET('/api/v1/calls/live')),
});

export const callQuery = (id: string) =>
  queryOptions({
    queryKey: keys.call(id),
    queryFn: () => take(api.GET('/api/v1/calls/{id}', { params: { path: { id } } })),
  });

export const matchesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.callMatches(id),
    queryFn: () => take(api.GET('/api/v1/calls/{id}/matches', { params: { path: { id } } })),
    staleTime: Infinity,
  });

export interface LogFilter {
  employeeId?: string;
  outcome?: NonNullable<Call['outcome']>;
  from?: string;
  to?: string;
}

export const logQuery = (filter: LogFilter) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: keys.callLog(filter),
    queryFn: ({ pageParam }) =>
      take(api.GET('/api/v1/calls', { params: { query: { limit: 40, ...filter, ...after(pageParam) } } })),
  });

export const taskViews = ['mine', 'team', 'all'] as const;
export type TaskView = (typeof taskViews)[number];

export const tasksQuery = (view: TaskView) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: keys.tasksOf(view),
    queryFn: ({ pageParam }) =>
      take(api.GET('/api/v1/tasks', { params: { query: { view, limit: 40, ...after(pageParam) } } })),
  });
