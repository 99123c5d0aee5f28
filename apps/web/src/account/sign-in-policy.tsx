import { NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import css from './account.module.css';
import { signInPolicyQuery } from './queries.js';

type Policy = Schemas['SignInPolicy'];
const choices: readonly Policy['requiredFor'][] = ['none', 'heads', 'everyone'];

/** How people get in; decided by the owner. */
export function SignInPolicySection() {
  const { t } = useTranslation();
  const { data } = useQuery(signInPolicyQuery);
  const save = useMutation({
    mutationFn: (body: Policy) => take(api.PUT('/api/v1/sign-in-policy', { body })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.signInPolicy, saved);
      toast.ok(t('account.saved'));
    },
  });
  const shown = save.isPending ? save.variables : data;
  return (
    <section className={page.section}>
      <h2>{t('account.policy.title')}</h2>
      <p>{t('account.policy.text')}</p>
      {shown !== undefined && (
        <div className={css.form}>
          <NativeSelect
            label={t('account.policy.requiredFor')}
            data={choices.map((value) => ({ value, label: t(`account.policy.for.${value}`) }))}
            value={shown.requiredFor}
            onChange={(event) => save.mutate({ requiredFor: event.currentTarget.value as Policy['requiredFor'] })}
          />
          <FormProblem error={save.error} />
        </div>
      )}
    </section>
  );
}
