import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../../api/client.js';
import { keys } from '../../api/keys.js';

export type CardFile = Schemas['CardFile'];
export const fileKinds = ['picture', 'video', 'sound', 'document'] as const;
export type FileKind = (typeof fileKinds)[number];

/** Files of all entries of a card, the newest first; without a kind all of them. */
export const filesQuery = (id: string, kind: FileKind | null) =>
  infiniteQueryOptions({
    initialPageParam: null as string | null,
    getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
    queryKey: keys.files(id, kind),
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/clients/{id}/attachments', {
          params: {
            path: { id },
            query: {
              limit: 40,
              ...(kind === null ? {} : { kind }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
  });
