import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import css from './account.module.css';
import { secondFactorOfQuery } from './queries.js';

/** Whether an employee has a second factor; it is taken away here when they have lost it. */
export function EmployeeSecondFactor({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(secondFactorOfQuery(employeeId));
  const [sure, setSure] = useState(false);
  const reset = useMutation({
    mutationFn: () =>
      take(api.DELETE('/api/v1/employees/{id}/second-factor', { params: { path: { id: employeeId } } })),
    onSettled: async () => {
      setSure(false);
      await queryClient.invalidateQueries({ queryKey: keys.secondFactorOf(employeeId) });
      void queryClient.invalidateQueries({ queryKey: keys.sessionsOf(employeeId) });
    },
  });
  if (data === undefined) return null;
  const has = data.totpSince !== null || data.passkeys > 0;
  const parts = [
    ...(data.totpSince === null ? [] : [t('account.totp.title')]),
    ...(data.passkeys === 0 ? [] : [t('account.passkeys.count', { count: data.passkeys })]),
    ...(has ? [t('account.recovery.left', { count: data.recoveryCodes })] : []),
  ];
  return (
    <section className={css.inside} aria-label={t('account.secondFactor')}>
      <header>
        <b>{t('account.secondFactor')}</b>
        {has && (
          <Button
            size="compact-sm"
            variant={sure ? 'filled' : 'default'}
            color={sure ? 'red' : 'gray'}
            loading={reset.isPending}
            onBlur={() => setSure(false)}
            onClick={() => (sure ? reset.mutate() : setSure(true))}
          >
            {t(sure ? 'account.reset.really' : 'account.reset.act')}
          </Button>
        )}
      </header>
      <p>{has ? parts.join(' · ') : t(data.required ? 'account.reset.noneRequired' : 'account.reset.none')}</p>
      <FormProblem error={reset.error} />
    </section>
  );
}
