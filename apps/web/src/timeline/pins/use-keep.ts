import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import type { Keep } from '../../chat/talk.js';
import { problemText } from '../../i18n/words.js';
import { toast } from '../../shell/toast.js';
import { pinsQuery } from './queries.js';

/** Pins of a card, and what may be done with one of its entries. null: this viewer only reads. */
export function useKeep(clientId: string, mayWrite: boolean, ask: Pick<Keep, 'promise' | 'rehome'>): Keep | null {
  const { t } = useTranslation();
  const pinned = useQuery(pinsQuery(clientId)).data?.items ?? [];
  const isPinned = (id: string) => pinned.some(({ interaction }) => interaction.id === id);
  const put = useMutation({
    mutationFn: async (interactionId: string) => {
      const path = { params: { path: { id: clientId, interactionId } } };
      await take(
        isPinned(interactionId)
          ? api.DELETE('/api/v1/clients/{id}/pins/{interactionId}', path)
          : api.PUT('/api/v1/clients/{id}/pins/{interactionId}', path),
      );
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.pins(clientId) }),
    onError: (error) => toast.bad(problemText(t, error)),
  });
  return mayWrite ? { isPinned, pin: (id) => put.mutate(id), ...ask } : null;
}
