import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export interface ReachableNumber {
  channelId: string;
  name: string;
  driver: 'web' | 'cloud';
  state: string;
  contactPointId: string;
  conversationId: string | null;
  windowClosesAt: string | null;
  windowOpen: boolean;
  sign: string | null;
}

export interface Reach {
  answersOn: 'email' | 'whatsapp' | 'phone' | null;
  whatsapp: ReachableNumber[];
}

export type Template = Schemas['WhatsappTemplate'];

/** Not described by the server yet. */
const as = (value: unknown) => value as never;
const get = async <T>(path: string): Promise<T> => as(await take(api.GET(as(path), as({}))));
const post = async (path: string, body: object): Promise<unknown> => take(api.POST(as(path), as({ body })));

/** Which medium the client answers on, and from which of our numbers one can write to them. */
export const reachQuery = (clientId: string) =>
  queryOptions({
    queryKey: keys.reach(clientId),
    queryFn: () => get<Reach>(`/api/v1/clients/${clientId}/reach`),
    staleTime: 60_000,
  });

export const templatesQuery = (channelId: string) =>
  queryOptions({
    queryKey: keys.templates(channelId),
    queryFn: () => take(api.GET('/api/v1/whatsapp/numbers/{id}/templates', { params: { path: { id: channelId } } })),
    staleTime: 60_000,
  });

/** @param emoji empty: takes ours back */
export const react = (interactionId: string, emoji: string) =>
  post(`/api/v1/interactions/${interactionId}/reactions`, { emoji });

export const edit = (interactionId: string, text: string) =>
  post(`/api/v1/interactions/${interactionId}/edit`, { text });

export const revoke = (interactionId: string) => post(`/api/v1/interactions/${interactionId}/revoke`, {});

/** A person decides what became of a message whose sending nobody saw to its end. */
export const settle = (deliveryId: string, decision: { as: 'sent' | 'failed' } | { again: true }) =>
  post(`/api/v1/deliveries/${deliveryId}/settle`, decision);

export const tellTyping = (conversationId: string, is: 'typing' | 'recording' | 'paused') =>
  post(`/api/v1/conversations/${conversationId}/typing`, { is });

export const tellSeen = (conversationId: string) => post(`/api/v1/conversations/${conversationId}/seen`, {});
