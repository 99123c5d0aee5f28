import { NativeSelect } from '@mantine/core';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';

const sendingPolicyQuery = queryOptions({
  queryKey: keys.sendingPolicy,
  queryFn: () => take(api.GET('/api/v1/sending-policy')),
});
const offered = [0, 5, 10, 15, 30, 60];

/** How long an answer can be taken back after it was sent; decided by the owner. */
export function SendingSection() {
  const { t } = useTranslation();
  const { data } = useQuery(sendingPolicyQuery);
  const save = useMutation({
    mutationFn: (undoSeconds: number) => take(api.PUT('/api/v1/sending-policy', { body: { undoSeconds } })),
    onSuccess: (saved) => queryClient.setQueryData(keys.sendingPolicy, saved),
  });
  if (data === undefined) return null;
  const choices = [...new Set([...offered, data.undoSeconds])].sort((a, b) => a - b);
  return (
    <section className={page.section}>
      <h2>{t('later.policy')}</h2>
      <p>{t('later.policyText')}</p>
      <NativeSelect
        maw="20rem"
        aria-label={t('later.policy')}
        disabled={save.isPending}
        data={choices.map((value) => ({
          value: String(value),
          label: value === 0 ? t('later.atOnce') : t('later.seconds', { count: value }),
        }))}
        value={String(data.undoSeconds)}
        onChange={(event) => save.mutate(Number(event.currentTarget.value))}
      />
      <FormProblem error={save.error} />
    </section>
  );
}
