import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type Token = Schemas['Token'];

export const myTokensQuery = queryOptions({
  queryKey: keys.myTokens,
  queryFn: () => take(api.GET('/api/v1/tokens')),
});

export const integrationsQuery = queryOptions({
  queryKey: keys.integrations,
  queryFn: () => take(api.GET('/api/v1/integrations')),
});
