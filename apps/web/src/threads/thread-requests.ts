import { queryOptions, useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';

/** A conversation, and the card on which it stands. */
export interface Place {
  clientId: string;
  conversationId: string;
}

/** What is put right: all of a conversation, or from one of its entries on. */
export interface Subject extends Place {
  /** null: the conversation as a whole. */
  entryId: string | null;
}

export type Choice =
  { how: 'merge'; intoId: string } | { how: 'split' } | { how: 'move' | 'one'; clientId: string; name: string };

export const threadQuery = ({ clientId, conversationId, entryId }: Subject) =>
  queryOptions({
    queryKey: keys.thread(clientId, conversationId, entryId),
    staleTime: 0,
    queryFn: () =>
      take(
        api.GET('/api/v1/conversations/{id}/thread', {
          params: { path: { id: conversationId }, query: entryId === null ? {} : { from: entryId } },
        }),
      ),
  });

/** Both cards, and every list in which their conversations stand. */
export function threadsChanged(...cards: readonly string[]): void {
  for (const id of cards) void queryClient.invalidateQueries({ queryKey: keys.client(id) });
  for (const queryKey of [keys.conversations, keys.counters, keys.tasks, keys.clients])
    void queryClient.invalidateQueries({ queryKey });
}

export const putRight = ({ conversationId: id, entryId }: Subject, choice: Choice) => {
  const params = { params: { path: { id } } };
  switch (choice.how) {
    case 'merge':
      return take(api.POST('/api/v1/conversations/{id}/merge', { ...params, body: { intoId: choice.intoId } }));
    case 'split':
      return take(api.POST('/api/v1/conversations/{id}/split', { ...params, body: { from: entryId ?? '' } }));
    case 'one':
      return take(
        api.POST('/api/v1/conversations/{id}/move', {
          ...params,
          body: { clientId: choice.clientId, entries: [entryId ?? ''] },
        }),
      );
    case 'move':
      return take(api.POST('/api/v1/conversations/{id}/move', { ...params, body: { clientId: choice.clientId } }));
  }
};

interface Undoing {
  id: string;
  /** The card on which it was put. */
  alsoCard?: string;
  /** Goes along, to where the entries are again. */
  goBack?: (to: Place) => void;
}

/** Everything goes back to where it was. */
export function useUndoThread() {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: ({ id }: Undoing) => take(api.POST('/api/v1/thread-changes/{id}/undo', { params: { path: { id } } })),
    onSuccess: ({ clientId, conversationId, stay }, { alsoCard, goBack }) => {
      threadsChanged(clientId, ...(alsoCard === undefined ? [] : [alsoCard]));
      goBack?.({ clientId, conversationId });
      toast.ok(stay === 0 ? t('thread.undone') : t('thread.undoneStay', { count: stay }));
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
}
