import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';

export const tasksOfCardQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.tasksOfCard(id),
    initialPageParam: null as string | null,
    getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/clients/{id}/tasks', {
          params: { path: { id }, query: { limit: 5, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        }),
      ),
  });

/** Whatever shows tasks looks again. */
export function tasksChanged(): void {
  void queryClient.invalidateQueries({ queryKey: keys.tasks });
  void queryClient.invalidateQueries({ queryKey: keys.counters });
}
