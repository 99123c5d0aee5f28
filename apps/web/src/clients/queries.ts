import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';

const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
};
const after = (cursor: string | null) => (cursor === null ? {} : { cursor });

export const changesQuery = (id: string) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: keys.changes(id),
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/clients/{id}/changes', {
          params: { path: { id }, query: { limit: 20, ...after(pageParam) } },
        }),
      ),
  });

export const cardFieldsQuery = queryOptions({
  queryKey: keys.cardFields,
  queryFn: () => take(api.GET('/api/v1/card-fields')),
  staleTime: 5 * 60_000,
});

export const cardTagsQuery = queryOptions({
  queryKey: keys.cardTags,
  queryFn: () => take(api.GET('/api/v1/card-tags')),
  staleTime: 60_000,
});
