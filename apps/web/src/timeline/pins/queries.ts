import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';

export const pinsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.pins(id),
    queryFn: () => take(api.GET('/api/v1/clients/{id}/pins', { params: { path: { id } } })),
  });
