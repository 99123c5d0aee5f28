import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type Token = Schemas['Token'];

export const myTokensQuery = queryOptions({
  queryKey: keys.myTokens,
  queryFn: () => take(api.GET('/api/v1/tokens')),
});

export const integrationsQuery = queryOptions({
  queryKey: keys.integrations,
  queryFn: () => take(api.GET('/api/v1/integrations')),
});

export const webhooksQuery = queryOptions({
  queryKey: keys.webhooks,
  queryFn: () => take(api.GET('/api/v1/webhooks')),
  // What waits is tried by itself, and nobody tells the page.
  refetchInterval: ({ state: { data } }) => (data?.items.some(({ waiting }) => waiting > 0) === true ? 3_000 : false),
});

export const webhookLogQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.webhookLog(id),
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/webhooks/{id}/deliveries', {
          params: { path: { id }, query: { limit: 30, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(({ state }) => state === 'waiting')) === true ? 3_000 : false,
  });
