import { Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';

/** Who may write in whose conversations; decided by the owner. */
export function HandlingPolicySection() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: keys.handlingPolicy,
    queryFn: () => take(api.GET('/api/v1/handling-policy')),
  });
  const save = useMutation({
    mutationFn: (onlyHandlerWrites: boolean) =>
      take(api.PUT('/api/v1/handling-policy', { body: { onlyHandlerWrites } })),
    onSuccess: (saved) => queryClient.setQueryData(keys.handlingPolicy, saved),
  });
  return (
    <section className={page.section}>
      <h2>{t('handling.policy')}</h2>
      <Switch
        label={t('handling.onlyHandler')}
        description={t('handling.onlyHandlerHint')}
        checked={data?.onlyHandlerWrites ?? false}
        disabled={data === undefined || save.isPending}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
      <FormProblem error={save.error} />
    </section>
  );
}
