import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import account from '../account/account.module.css';
import css from './forwarding.module.css';
import { workMailboxOfQuery } from './queries.js';

/** Where an employee works with letters: whoever manages people gives it, and the employee shows by a code that it is theirs. */
export function EmployeeWorkMailbox({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(workMailboxOfQuery(employeeId));
  const [address, setAddress] = useState('');
  const params = { path: { id: employeeId } };
  const ask = useMutation({
    mutationFn: () =>
      take(api.PUT('/api/v1/employees/{id}/work-mailbox', { params, body: { address: address.trim() } })),
    onSuccess: (mailbox) => {
      queryClient.setQueryData(keys.workMailboxOf(employeeId), mailbox);
      setAddress('');
    },
  });
  const forget = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/employees/{id}/work-mailbox', { params })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.workMailboxOf(employeeId) }),
  });
  if (data === undefined) return null;
  const shown = data.address ?? data.asked?.address ?? null;
  return (
    <section className={account.inside} aria-label={t('forwarding.of')}>
      <header>
        <b>{t('forwarding.of')}</b>
      </header>
      {shown !== null && (
        <div className={css.line}>
          <p className={css.address}>
            {shown}
            <small>{t(data.address === null ? 'forwarding.awaitsCode' : 'forwarding.inUse')}</small>
          </p>
          <Button size="compact-sm" variant="default" loading={forget.isPending} onClick={() => forget.mutate()}>
            {t('forwarding.forget')}
          </Button>
        </div>
      )}
      <div className={css.line}>
        <TextInput
          name="address"
          aria-label={t('forwarding.address')}
          placeholder={t('forwarding.address')}
          type="email"
          maxLength={320}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // It stands in the form of the employee.
            event.preventDefault();
            if (address.trim() !== '') ask.mutate();
          }}
        />
        <Button
          size="sm"
          variant="default"
          disabled={address.trim() === ''}
          loading={ask.isPending}
          onClick={() => ask.mutate()}
        >
          {t('forwarding.sendCode')}
        </Button>
      </div>
      <FormProblem error={ask.error ?? forget.error} />
    </section>
  );
}
