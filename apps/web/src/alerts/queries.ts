import { infiniteQueryOptions } from '@tanstack/react-query';
import { askAlerts } from '../api/first-asks.js';
import { keys } from '../api/keys.js';

/** What nobody has acknowledged, or what somebody has; newest first. */
export const alertsQuery = (open: boolean) =>
  infiniteQueryOptions({
    initialPageParam: null as string | null,
    getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
    queryKey: keys.alertsOf(open),
    queryFn: ({ pageParam }) => askAlerts(open, pageParam),
  });
