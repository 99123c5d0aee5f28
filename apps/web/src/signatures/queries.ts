import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export const signaturesQuery = queryOptions({
  queryKey: keys.signatureList,
  queryFn: () => take(api.GET('/api/v1/signatures')),
});

/** What will stand under a letter of mine from this mailbox; null: the usual one. */
export const underQuery = (channelId: string | null) =>
  queryOptions({
    queryKey: keys.signatureUnder(channelId),
    staleTime: 5 * 60_000,
    queryFn: () =>
      take(api.GET('/api/v1/signatures/mine', { params: { query: channelId === null ? {} : { channelId } } })),
  });

export type SignatureWish = Pick<Schemas['Signature'], 'of' | 'text' | 'html'> & {
  teamId: string | null;
  channelId: string | null;
};

/** How it would stand under a letter of mine. */
export const previewQuery = (wish: SignatureWish) =>
  queryOptions({
    queryKey: keys.signaturePreview(wish),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 10_000,
    retry: false,
    enabled: wish.text.trim() !== '' || (wish.html ?? '').trim() !== '',
    queryFn: () => take(api.POST('/api/v1/signatures/preview', { body: wish })),
  });
