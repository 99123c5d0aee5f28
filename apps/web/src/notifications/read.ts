import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';

/** They stay unread where it does not come through: nothing is lost by that. */
export function markRead(ids: string[]): void {
  void take(api.POST('/api/v1/notices/read', { body: { ids } }))
    .then(() => queryClient.invalidateQueries({ queryKey: keys.notices }))
    .catch(() => undefined);
}
