import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';

/** What nobody has acknowledged, or what somebody has; newest first. */
export const alertsQuery = (open: boolean) =>
  infiniteQueryOptions({
    initialPageParam: null as string | null,
    getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
    queryKey: keys.alertsOf(open),
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/alerts', {
          params: {
            query: { open: open ? 'true' : 'false', limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
        }),
      ),
  });
