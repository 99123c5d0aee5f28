import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';

/** Takes somebody off the black list; what came from them meanwhile is shown again. */
export function useLift() {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: ({ id }: { id: string; value: string }) =>
      take(api.DELETE('/api/v1/blocked-senders/{id}', { params: { path: { id } } })),
    onSuccess: (_, { value }) => {
      for (const queryKey of [keys.unplaced, keys.counters, keys.start])
        void queryClient.invalidateQueries({ queryKey });
      toast.ok(t('spam.lifted', { value }));
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
}
