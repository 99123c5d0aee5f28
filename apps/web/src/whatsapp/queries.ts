import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type WhatsappNumber = Schemas['WhatsappNumber'];
export type NumberSettings = NonNullable<WhatsappNumber['settings']>;
export type NumberPolicy = WhatsappNumber['policy'];

export const numbersQuery = queryOptions({
  queryKey: keys.whatsapp,
  queryFn: () => take(api.GET('/api/v1/whatsapp/numbers')),
});

/** A QR lives for seconds: asked for again whenever the number tells that it has a new one, and every five seconds besides. Never kept. */
export const linkingQuery = (id: string) =>
  queryOptions({
    queryKey: keys.whatsappLinking(id),
    queryFn: () => take(api.GET('/api/v1/whatsapp/numbers/{id}/linking', { params: { path: { id } } })),
    refetchInterval: 5_000,
    staleTime: 0,
    gcTime: 0,
  });
