import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../../api/client.js';
import { keys } from '../../api/keys.js';

export type ClientImport = Schemas['ClientImport'];
export type Reading = Schemas['ImportReading'];
export type Plan = Schemas['ImportPlan'];

const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
};
const from = (cursor: string | null) => (cursor === null ? {} : { cursor });
const of = (id: string) => ({ path: { id } });

export const importsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: [...keys.imports, 'list'],
  queryFn: ({ pageParam }) =>
    take(api.GET('/api/v1/imports', { params: { query: { limit: 30, ...from(pageParam) } } })),
});

export const works = ({ state }: Pick<ClientImport, 'state'>): boolean =>
  state === 'checking' || state === 'running' || state === 'undoing';

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: keys.importOf(id),
    queryFn: () => take(api.GET('/api/v1/imports/{id}', { params: of(id) })),
    // The socket tells too; where it is down the bar moves all the same.
    refetchInterval: ({ state: { data } }) => (data !== undefined && works(data) ? 2_000 : false),
  });

export const previewQuery = (id: string, { encoding, delimiter, header }: Reading) =>
  queryOptions({
    queryKey: keys.importPreview(id, { encoding, delimiter, header }),
    queryFn: () =>
      take(
        api.GET('/api/v1/imports/{id}/preview', {
          params: { ...of(id), query: { encoding, delimiter, header: header ? 'true' : 'false' } },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });

/** @param of what the import came to: another check finds other lines */
export const problemsQuery = (id: string, of: string) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: [...keys.importOf(id), 'problems', of],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/imports/{id}/problems', {
          params: { path: { id }, query: { limit: 50, ...from(pageParam) } },
        }),
      ),
  });

export const importedCardsQuery = (id: string, which: 'all' | 'left') =>
  infiniteQueryOptions({
    ...paged,
    queryKey: [...keys.importOf(id), 'cards', which],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/imports/{id}/cards', {
          params: { path: { id }, query: { which, limit: 30, ...from(pageParam) } },
        }),
      ),
  });
