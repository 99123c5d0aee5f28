import { NativeSelect, NumberInput, Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';

type Policy = Schemas['HandlingPolicy'];

const openers = ['nobody', 'heads', 'everybody'] as const;

/** Who may write in whose conversations, and whom a mention lets in; decided by the owner. */
export function HandlingPolicySection() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: keys.handlingPolicy,
    queryFn: () => take(api.GET('/api/v1/handling-policy')),
  });
  const save = useMutation({
    mutationFn: (body: Policy) => take(api.PUT('/api/v1/handling-policy', { body })),
    onSuccess: (saved) => queryClient.setQueryData(keys.handlingPolicy, saved),
  });
  if (data === undefined) return null;
  const change = (to: Partial<Policy>) => save.mutate({ ...data, ...to });
  return (
    <section className={page.section}>
      <h2>{t('handling.policy')}</h2>
      <div className={page.form}>
        <Switch
          label={t('handling.onlyHandler')}
          description={t('handling.onlyHandlerHint')}
          checked={data.onlyHandlerWrites}
          disabled={save.isPending}
          onChange={(event) => change({ onlyHandlerWrites: event.currentTarget.checked })}
        />
        <NativeSelect
          maw="28rem"
          label={t('mention.policy')}
          description={t('mention.policyText')}
          disabled={save.isPending}
          data={openers.map((value) => ({ value, label: t(`mention.opens.${value}`) }))}
          value={data.mentionsOpen}
          onChange={(event) => change({ mentionsOpen: openers.find((one) => one === event.currentTarget.value)! })}
        />
        {data.mentionsOpen !== 'nobody' && (
          <NumberInput
            name="mentionDays"
            maw="28rem"
            label={t('mention.days')}
            min={1}
            max={365}
            clampBehavior="strict"
            defaultValue={data.mentionDays}
            onBlur={(event) => {
              const days = Number(event.currentTarget.value);
              if (days >= 1 && days !== data.mentionDays) change({ mentionDays: days });
            }}
          />
        )}
      </div>
      <FormProblem error={save.error} />
    </section>
  );
}
