import { Button, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import css from './forwarding.module.css';
import { myWorkMailboxQuery, type WorkMailbox } from './queries.js';

const keep = (mailbox: WorkMailbox) => queryClient.setQueryData(keys.myWorkMailbox, mailbox);

/** Where I work with letters outside the page: shown to be mine by a code, before a letter of a client goes there. */
export function MyWorkMailbox() {
  const { t } = useTranslation();
  const { data } = useQuery(myWorkMailboxQuery);
  return (
    <section className={page.section}>
      <h2>{t('forwarding.mine')}</h2>
      <p>{t('forwarding.mineText')}</p>
      {data !== undefined && (
        <div className={css.form}>
          {data.address !== null && <Mine mailbox={data} address={data.address} />}
          {data.asked !== null && <CodeForm asked={data.asked} />}
          <AddressForm has={data.address !== null} />
        </div>
      )}
    </section>
  );
}

function Mine({ mailbox, address }: { mailbox: WorkMailbox; address: string }) {
  const { t } = useTranslation();
  const choose = useMutation({
    mutationFn: (forward: boolean) => take(api.PATCH('/api/v1/me/work-mailbox', { body: { forward } })),
    onSuccess: keep,
  });
  const forget = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/me/work-mailbox')),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.myWorkMailbox }),
  });
  return (
    <>
      <div className={css.line}>
        <p className={css.address}>
          {address}
          {mailbox.verifiedAt !== null && (
            <small>
              {t('forwarding.verified')} <Moment at={mailbox.verifiedAt} as="day" />
            </small>
          )}
        </p>
        <Button size="compact-sm" variant="default" loading={forget.isPending} onClick={() => forget.mutate()}>
          {t('forwarding.forget')}
        </Button>
      </div>
      <Switch
        label={t('forwarding.want')}
        description={t(mailbox.companyForwards ? 'forwarding.companyDoes' : 'forwarding.companyDoesNot')}
        checked={mailbox.forward}
        disabled={choose.isPending}
        onChange={(event) => choose.mutate(event.currentTarget.checked)}
      />
      <FormProblem error={choose.error ?? forget.error} />
    </>
  );
}

function CodeForm({ asked }: { asked: NonNullable<WorkMailbox['asked']> }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const enter = useMutation({
    mutationFn: () => take(api.POST('/api/v1/me/work-mailbox/code', { body: { code } })),
    onSuccess: (mailbox) => {
      keep(mailbox);
      toast.ok(t('forwarding.isYours'));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <div className={css.line}>
        <TextInput
          name="code"
          label={t('forwarding.code')}
          description={t('forwarding.codeHint', { address: asked.address })}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          maxLength={20}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" loading={enter.isPending}>
          {t('forwarding.enter')}
        </Button>
      </div>
      <FormProblem error={enter.error} />
    </form>
  );
}

function AddressForm({ has }: { has: boolean }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState('');
  const ask = useMutation({
    mutationFn: () => take(api.PUT('/api/v1/me/work-mailbox', { body: { address: address.trim() } })),
    onSuccess: (mailbox) => {
      keep(mailbox);
      setAddress('');
      toast.ok(t('forwarding.codeSent'));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <div className={css.line}>
        <TextInput
          name="address"
          label={t(has ? 'forwarding.another' : 'forwarding.address')}
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          maxLength={320}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" variant="default" loading={ask.isPending}>
          {t('forwarding.sendCode')}
        </Button>
      </div>
      <FormProblem error={ask.error} />
    </form>
  );
}
