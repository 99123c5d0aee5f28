import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { problemText } from '../../i18n/words.js';
import { toast } from '../../shell/toast.js';

/** Says that what stands in the fields of a card is still right. */
export function useConfirm(clientId: string) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: () =>
      take(api.POST('/api/v1/clients/{id}/fields-confirmation', { params: { path: { id: clientId } } })),
    onSuccess: (client) => queryClient.setQueryData(keys.client(clientId), client),
    onError: (error) => toast.bad(problemText(t, error)),
  });
}
