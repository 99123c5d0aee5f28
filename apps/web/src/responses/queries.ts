import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';

/** What is offered while somebody types after a slash. */
export const offeredQuery = (q: string) =>
  queryOptions({
    queryKey: keys.responsesBy(`/${q}`),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    queryFn: () => take(api.GET('/api/v1/responses', { params: { query: { limit: 20, ...(q === '' ? {} : { q }) } } })),
  });

export const responsesQuery = (q: string) =>
  infiniteQueryOptions({
    initialPageParam: null as string | null,
    getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
    queryKey: keys.responsesBy(q),
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/responses', {
          params: {
            query: { limit: 50, ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
        }),
      ),
  });
