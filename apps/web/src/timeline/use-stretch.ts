import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Schemas } from '../api/client.js';
import { queryClient } from '../api/query-client.js';
import {
  mostPages,
  newerThan,
  stretchQuery,
  timelineQuery,
  type From,
  type TimelineFilter,
  type TimelinePlace,
} from '../api/timeline.js';
import { streamOf, type Streamed } from './stream.js';

export type Line = Streamed<Schemas['Interaction'], Schemas['CardChange']>;

/** A loaded part of a timeline, the oldest first, and its ways on. */
export interface Stretch {
  readonly query: Pick<ReturnType<typeof useInfiniteQuery>, 'isPending' | 'isError' | 'error' | 'refetch'>;
  readonly newestFirst: readonly Schemas['Interaction'][];
  readonly lines: readonly Line[];
  /** Changes with wherever it was entered anew. */
  readonly name: string;
  /** Nothing is newer than its last line. */
  readonly atNewest: boolean;
  readonly hasOlder: boolean;
  /** Which way more is on its way. */
  readonly fetching: 'older' | 'newer' | null;
  /** Fetching further in that direction failed. */
  readonly stuck: boolean;
  /** How many entries of the timeline are newer than its last line; null: nobody knows. */
  readonly newer: number | null;
  /** Fetches on, unless something is on its way. */
  readonly more: (way: 'older' | 'newer') => void;
  /** After it got stuck. */
  readonly retry: () => void;
}

/**
 * Where nothing narrows it and nobody went far, it is the very list that the rest of the page knows the newest from. Whoever goes further down
 * leaves that one alone and goes on with a list of their own, which holds as many pages and lets the others go.
 */
export function useStretch(
  clientId: string,
  conversationId: string | null,
  filter: TimelineFilter,
  place: TimelinePlace,
): Stretch {
  const atEnd = place.entry === undefined && place.at === undefined && Object.keys(filter).length === 0;
  const [far, setFar] = useState(false);
  const own = stretchQuery(clientId, conversationId, filter, place);
  const shared = timelineQuery(clientId, conversationId);
  const usesShared = atEnd && !far;
  const ofAll = useInfiniteQuery({ ...shared, enabled: usesShared });
  const ofOwn = useInfiniteQuery({ ...own, enabled: !usesShared });
  const query = usesShared ? ofAll : ofOwn;
  const { data } = query;
  const newestFirst = useMemo(() => onceEach(data?.pages.flatMap((page) => page.items) ?? []), [data]);
  const lines = useMemo(
    () => streamOf(newestFirst, onceEach(data?.pages.flatMap((page) => page.events) ?? [])),
    [newestFirst, data],
  );
  const atNewest = data !== undefined && !query.hasPreviousPage;
  const more = (way: 'older' | 'newer') => {
    if (query.isFetching || query.isFetchNextPageError || query.isFetchPreviousPageError) return;
    if (way === 'newer') {
      if (!query.hasPreviousPage) return;
      void query.fetchPreviousPage().then(({ hasPreviousPage }) => {
        // Whoever has come back to the newest is where everybody else is.
        if (!hasPreviousPage) setFar(false);
      });
    } else if (query.hasNextPage && usesShared && (data?.pages.length ?? 0) >= mostPages) {
      // Without its newest page, which is far out of sight.
      queryClient.setQueryData(own.queryKey, { pages: data!.pages.slice(1), pageParams: data!.pageParams.slice(1) });
      setFar(true);
    } else if (query.hasNextPage) void query.fetchNextPage();
  };
  const first = data?.pages[0];
  return {
    query,
    newestFirst,
    lines,
    name: JSON.stringify([filter, place]),
    atNewest,
    hasOlder: query.hasNextPage,
    fetching: query.isFetchingNextPage ? 'older' : query.isFetchingPreviousPage ? 'newer' : null,
    stuck: query.isFetchNextPageError || query.isFetchPreviousPageError,
    newer: first === undefined ? null : newerThan(first, (data?.pageParams[0] ?? null) as From),
    more,
    retry: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.fetchPreviousPage()),
  };
}

/** What came in between two pages may stand on both until the next fetch. */
function onceEach<T extends { id: string }>(list: readonly T[]): T[] {
  const seen = new Set<string>();
  return list.filter(({ id }) => !seen.has(id) && seen.add(id));
}
