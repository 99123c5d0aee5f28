import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import type { Served } from './reconcile.js';

/** null: nothing is being written there. */
export const servedQuery = (place: string) =>
  queryOptions({
    queryKey: keys.draft(place),
    staleTime: 0,
    gcTime: 0,
    queryFn: async (): Promise<Served | null> =>
      (await take(api.GET('/api/v1/drafts/{place}', { params: { path: { place } } }))).kept,
  });

/** In which conversations something is being written. */
export const draftMarksQuery = queryOptions({
  queryKey: keys.draftMarks,
  staleTime: 60_000,
  queryFn: async () =>
    (await take(api.GET('/api/v1/drafts'))).items.flatMap(({ conversationId }) => conversationId ?? []),
});
