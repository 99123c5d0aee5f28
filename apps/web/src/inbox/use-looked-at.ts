import { useEffect } from 'react';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';

/** What is open before somebody's eyes is unread no longer. */
export function useLookedAt(conversation: Schemas['Conversation'] | undefined): void {
  const [id, unread, lastAt] = [conversation?.id, conversation?.unread, conversation?.lastAt];
  useEffect(() => {
    if (id === undefined || unread !== true) return undefined;
    let told = false;
    const tell = () => {
      if (told || document.visibilityState !== 'visible') return;
      told = true;
      // Lost without harm: it stays unread until it is opened again.
      take(api.POST('/api/v1/conversations/{id}/looked-at', { params: { path: { id } } }))
        .then(() => queryClient.invalidateQueries({ queryKey: keys.conversations }))
        .catch(() => undefined);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [id, unread, lastAt]);
}
