import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { problemText } from '../../i18n/words.js';
import { toast } from '../../shell/toast.js';

type Act = 'start' | 'pause' | 'resume' | 'cancel' | 'undo';

/** Begins, stops, goes on with or takes back an import; the page shows what the server says of it then. */
export function useMailImportAct(id: string, act: Act) {
  const { t } = useTranslation();
  const params = { path: { id } };
  return useMutation({
    /** @param password where the old one is refused */
    mutationFn: (password: string | undefined) => {
      switch (act) {
        case 'start':
          return take(api.POST('/api/v1/mail-imports/{id}/start', { params }));
        case 'pause':
          return take(api.POST('/api/v1/mail-imports/{id}/pause', { params }));
        case 'resume':
          return take(
            api.POST('/api/v1/mail-imports/{id}/resume', { params, body: password === undefined ? {} : { password } }),
          );
        case 'cancel':
          return take(api.POST('/api/v1/mail-imports/{id}/cancel', { params }));
        case 'undo':
          return take(api.POST('/api/v1/mail-imports/{id}/undo', { params }));
      }
    },
    onSuccess: (item) => {
      queryClient.setQueryData(keys.mailImportOf(id), item);
      void queryClient.invalidateQueries({ queryKey: keys.mailImports });
    },
    onError: (error) => {
      toast.bad(problemText(t, error));
      void queryClient.invalidateQueries({ queryKey: keys.mailImports });
    },
  });
}
