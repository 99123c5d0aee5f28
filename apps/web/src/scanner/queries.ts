import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type Scanner = Schemas['Scanner'];
export type HeldFileRow = Schemas['HeldFile'];

/** It comes back by itself: whoever waits for that sees it. */
const askAgainMs = 15_000;

export const scannerQuery = queryOptions({
  queryKey: keys.scanner,
  queryFn: () => take(api.GET('/api/v1/scanner')),
  refetchInterval: askAgainMs,
});

export const heldFilesQuery = infiniteQueryOptions({
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
  queryKey: keys.heldFiles,
  queryFn: ({ pageParam }) =>
    take(api.GET('/api/v1/scanner/held', { params: { query: pageParam === null ? {} : { cursor: pageParam } } })),
});
