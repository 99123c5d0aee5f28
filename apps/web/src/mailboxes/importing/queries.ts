import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../../api/client.js';
import { keys } from '../../api/keys.js';

export type MailImport = Schemas['MailImport'];
export type MailPlan = Schemas['MailImportPlan'];
export type MailTally = Schemas['MailImportTally'];

const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
};
const from = (cursor: string | null) => (cursor === null ? {} : { cursor });
const of = (id: string) => ({ path: { id } });

export const mailImportsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: [...keys.mailImports, 'list'],
  queryFn: ({ pageParam }) =>
    take(api.GET('/api/v1/mail-imports', { params: { query: { limit: 30, ...from(pageParam) } } })),
});

export const works = ({ state }: Pick<MailImport, 'state'>): boolean =>
  state === 'checking' || state === 'running' || state === 'undoing';

export const mailImportQuery = (id: string) =>
  queryOptions({
    queryKey: keys.mailImportOf(id),
    queryFn: () => take(api.GET('/api/v1/mail-imports/{id}', { params: of(id) })),
    // The socket tells too; where it is down the bar moves all the same.
    refetchInterval: ({ state: { data } }) => (data !== undefined && works(data) ? 2_000 : false),
  });

export const foundQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.mailImportOf(id), 'found'],
    queryFn: () => take(api.GET('/api/v1/mail-imports/{id}/found', { params: of(id) })),
  });

export const leftOutQuery = (id: string) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: [...keys.mailImportOf(id), 'left-out'],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/mail-imports/{id}/left-out', {
          params: { path: { id }, query: { limit: 50, ...from(pageParam) } },
        }),
      ),
  });
