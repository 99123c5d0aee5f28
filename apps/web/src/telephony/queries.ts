import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';

const busy = new Set(['installing', 'starting']);

export const telephonyQuery = queryOptions({
  queryKey: keys.telephony,
  queryFn: () => take(api.GET('/api/v1/telephony')),
  // Live events come for changes; while something is on its way, its progress is asked for.
  refetchInterval: (query) => (busy.has(query.state.data?.engine.state ?? '') ? 2_000 : 30_000),
});

export const policyQuery = queryOptions({
  queryKey: keys.telephonyPolicy,
  queryFn: () => take(api.GET('/api/v1/telephony/policy')),
});

export const trunksQuery = queryOptions({
  queryKey: keys.trunks,
  queryFn: () => take(api.GET('/api/v1/trunks')),
  refetchInterval: 30_000,
});

export const numbersQuery = queryOptions({
  queryKey: keys.numbers,
  queryFn: () => take(api.GET('/api/v1/numbers')),
});

export const blockedQuery = queryOptions({
  queryKey: keys.blockedAddresses,
  queryFn: () => take(api.GET('/api/v1/telephony/blocked-addresses')),
  refetchInterval: 30_000,
});

export const promptsQuery = queryOptions({
  queryKey: keys.prompts,
  queryFn: () => take(api.GET('/api/v1/prompts')),
});

export const extensionsQuery = queryOptions({
  queryKey: keys.extensions,
  queryFn: () => take(api.GET('/api/v1/extensions')),
});
