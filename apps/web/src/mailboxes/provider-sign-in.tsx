import { Button } from '@mantine/core';
import { IconCircleCheck, IconLogin2 } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../shell/form-problem.js';
import type { MailboxForm } from './mailbox-form.js';
import css from './mailboxes.module.css';
import { consentQuery, mailOauthQuery, signInAt } from './queries.js';

interface Props {
  form: MailboxForm;
  channelId: string | null;
  /** Before the browser leaves: what was filled in is not to be lost. */
  onLeave: () => void;
}

/** Signing in at the provider instead of typing a password. */
export function ProviderSignIn({ form, channelId, onLeave }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(mailOauthQuery);
  const leave = useMutation({
    mutationFn: () => {
      onLeave();
      return signInAt(form.provider, form.address.trim(), channelId);
    },
  });
  const name = t(`mailSignIn.provider.${form.provider}`);
  const client = data?.items.find(({ provider }) => provider === form.provider);
  if (client === undefined) return null;
  if (!client.ready) {
    return (
      <div className={css.plus}>
        {t('mailSignIn.unset', { name })} <Link to="/mailboxes/providers">{t('mailSignIn.register')}</Link>
      </div>
    );
  }
  return (
    <div className={css.plus}>
      {form.consentId !== null && <Given id={form.consentId} />}
      <Button
        size="xs"
        variant={form.consentId === null ? 'filled' : 'default'}
        leftSection={<IconLogin2 size={16} aria-hidden />}
        loading={leave.isPending}
        disabled={form.address.trim() === ''}
        onClick={() => leave.mutate()}
      >
        {t(form.consentId === null && channelId === null ? 'mailSignIn.signIn' : 'mailSignIn.again', { name })}
      </Button>
      <p>{t('mailSignIn.text', { name })}</p>
      <FormProblem error={leave.error} />
    </div>
  );
}

function Given({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(consentQuery(id));
  if (error !== null) return <FormProblem error={error} />;
  if (data === undefined) return null;
  return (
    <p className={css.state} data-tone="ok" role="status" style={{ margin: '0 0 0.5rem' }}>
      <IconCircleCheck size={16} aria-hidden />
      <span>{data.account === null ? t('mailSignIn.given') : t('mailSignIn.givenAs', { account: data.account })}</span>
    </p>
  );
}
