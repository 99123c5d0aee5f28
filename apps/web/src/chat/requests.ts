import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type Reach = Schemas['Reach'];
export type ReachableNumber = Reach['whatsapp'][number];
export type Template = Schemas['WhatsappTemplate'];

const of = (id: string) => ({ path: { id } });

/** Which medium the client answers on, and from which of our numbers one can write to them. */
export const reachQuery = (clientId: string) =>
  queryOptions({
    queryKey: keys.reach(clientId),
    queryFn: () => take(api.GET('/api/v1/clients/{id}/reach', { params: of(clientId) })),
    staleTime: 60_000,
  });

export const templatesQuery = (channelId: string) =>
  queryOptions({
    queryKey: keys.templates(channelId),
    queryFn: () => take(api.GET('/api/v1/whatsapp/numbers/{id}/templates', { params: of(channelId) })),
    staleTime: 60_000,
  });

/** @param emoji empty: takes ours back */
export const react = (interactionId: string, emoji: string) =>
  take(api.POST('/api/v1/interactions/{id}/reactions', { params: of(interactionId), body: { emoji } }));

/** @param confirmed the writer has read what the protection of clients found in it */
export const edit = (interactionId: string, text: string, confirmed: boolean) =>
  take(
    api.POST('/api/v1/interactions/{id}/edit', {
      params: of(interactionId),
      body: { text, ...(confirmed ? { confirmed } : {}) },
    }),
  );

export const revoke = (interactionId: string) =>
  take(api.POST('/api/v1/interactions/{id}/revoke', { params: of(interactionId) }));

/** A person decides what became of a message whose sending nobody saw to its end. */
export const settle = (deliveryId: string, decision: { as: 'sent' | 'failed' } | { again: true }) =>
  take(api.POST('/api/v1/deliveries/{id}/settle', { params: of(deliveryId), body: decision }));

export const tellTyping = (conversationId: string, is: 'typing' | 'recording' | 'paused') =>
  take(api.POST('/api/v1/conversations/{id}/typing', { params: of(conversationId), body: { is } }));

export const tellSeen = (conversationId: string) =>
  take(api.POST('/api/v1/conversations/{id}/seen', { params: of(conversationId) }));
