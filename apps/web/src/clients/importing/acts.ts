import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { problemText } from '../../i18n/words.js';
import { toast } from '../../shell/toast.js';

/** Begins, stops or takes back an import; the page shows what the server says of it then. */
export function useImportAct(id: string, act: 'start' | 'cancel' | 'undo') {
  const { t } = useTranslation();
  const params = { path: { id } };
  return useMutation({
    mutationFn: () => {
      switch (act) {
        case 'start':
          return take(api.POST('/api/v1/imports/{id}/start', { params }));
        case 'cancel':
          return take(api.POST('/api/v1/imports/{id}/cancel', { params }));
        case 'undo':
          return take(api.POST('/api/v1/imports/{id}/undo', { params }));
      }
    },
    onSuccess: (item) => {
      queryClient.setQueryData(keys.importOf(id), item);
      void queryClient.invalidateQueries({ queryKey: keys.imports });
    },
    onError: (error) => {
      toast.bad(problemText(t, error));
      void queryClient.invalidateQueries({ queryKey: keys.imports });
    },
  });
}
