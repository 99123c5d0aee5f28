import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { alertsQuery } from '../alerts/queries.js';
import { countersQuery, meQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { unreadQuery } from '../notifications/queries.js';
import type { PageEntry } from './pages.js';
import { useMay } from './session.js';

export const useCounters = () => useQuery({ ...countersQuery, enabled: useMay('clients.read') }).data;

/** Nobody waits for it: what has come when the frame is drawn is drawn with it, and not once more. */
export async function prefetchBadges(): Promise<void> {
  const { rights } = await queryClient.ensureQueryData(meQuery);
  if (rights.includes('clients.read')) void queryClient.prefetchQuery(countersQuery);
  if (rights.includes('alerts.read')) void queryClient.prefetchInfiniteQuery(alertsQuery(true));
  void queryClient.prefetchQuery(unreadQuery);
}

/** How much waits on each page. */
export function useBadges(): (page: PageEntry) => number {
  const counters = useCounters();
  const { data: alerts } = useInfiniteQuery({ ...alertsQuery(true), enabled: useMay('alerts.read') });
  return ({ badge }) => {
    if (badge === undefined) return 0;
    // Whoever sees no clients has no counters, and may have alerts.
    return counters?.[badge] ?? (badge === 'alerts' ? (alerts?.pages[0]?.items.length ?? 0) : 0);
  };
}
