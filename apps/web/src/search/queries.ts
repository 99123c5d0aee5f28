import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { filterOf, type SearchAddress } from './search-address.js';

const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }: { nextCursor: string | null }) => nextCursor,
};

export const foundQuery = (address: SearchAddress) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: keys.found(address),
    queryFn: ({ pageParam, signal }) => {
      const group = address.in === undefined ? {} : { in: address.in };
      const query = {
        ...filterOf(address, new Date()),
        ...group,
        limit: 25,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      return take(api.GET('/api/v1/search', { params: { query }, signal }));
    },
    enabled: address.q !== '',
    placeholderData: keepPreviousData,
  });

/** Asked beside the results, which do not wait for it. */
export const countsQuery = (address: SearchAddress) =>
  queryOptions({
    queryKey: keys.foundCounts({ ...address, in: undefined }),
    queryFn: ({ signal }) =>
      take(api.GET('/api/v1/search/counts', { params: { query: filterOf(address, new Date()) }, signal })),
    enabled: address.q !== '',
  });
