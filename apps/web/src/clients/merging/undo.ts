import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { problemText } from '../../i18n/words.js';
import { toast } from '../../shell/toast.js';

/** Both cards, and every list in which they stand. */
export function cardsChanged(...ids: readonly string[]): void {
  for (const id of ids) void queryClient.invalidateQueries({ queryKey: keys.client(id) });
  for (const queryKey of [keys.clients, keys.conversations, keys.counters, keys.tasks])
    void queryClient.invalidateQueries({ queryKey });
}

/** One card becomes the two that it was. */
export function useUndo() {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (id: string) => take(api.POST('/api/v1/merges/{id}/undo', { params: { path: { id } } })),
    onSuccess: ({ clientId, otherId, stay }) => {
      cardsChanged(clientId, otherId);
      toast.ok(stay === 0 ? t('merging.undone') : t('merging.undoneStay', { count: stay }));
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
}
