import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { SettingsFrame } from '../settings/settings-frame.js';
import { CopyButton } from '../shell/copy-button.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './mailboxes.module.css';
import { forgetMailOauth, mailOauthQuery, type OauthClient } from './queries.js';

/** The company's registrations with providers of mail: once for each, and then anybody's account is signed in to. */
export function ProvidersPage() {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery(mailOauthQuery);
  return (
    <SettingsFrame title={t('mailSignIn.title')}>
      <p style={{ maxWidth: '44rem', color: 'var(--k-dim)', fontSize: '0.8125rem' }}>{t('mailSignIn.about')}</p>
      {isPending ? (
        <RowsSkeleton rows={3} height={64} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : (
        <>
          <p className={css.copied}>
            {t('mailSignIn.redirect')} <code>{data.redirectUri}</code>
            <CopyButton label={t('mailSignIn.redirect')} value={data.redirectUri} size="sm" />
          </p>
          <ul className={page.box}>
            {data.items.map((client) => (
              <ProviderRow key={client.provider} client={client} />
            ))}
          </ul>
        </>
      )}
    </SettingsFrame>
  );
}

function ProviderRow({ client }: { client: OauthClient }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const name = t(`mailSignIn.provider.${client.provider}`);
  const Sign = client.ready ? IconCircleCheck : IconCircleDashed;
  return (
    <li className={css.channel}>
      <Sign size={20} color={client.ready ? 'var(--k-ok)' : 'var(--k-dim)'} aria-hidden />
      <div className={css.about}>
        <h2>{name}</h2>
        <p className={css.state} data-tone={client.ready ? 'ok' : 'dim'}>
          {t(client.ready ? 'mailSignIn.ready' : 'mailSignIn.notReady')}
        </p>
        <p className={css.advice}>{t(`mailSignIn.where.${client.provider}`)}</p>
        {open && <ClientForm client={client} onDone={() => setOpen(false)} />}
      </div>
      {!open && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t(client.ready ? 'mailSignIn.change' : 'mailSignIn.register')}: ${name}`}
          onClick={() => setOpen(true)}
        >
          {t(client.ready ? 'mailSignIn.change' : 'mailSignIn.register')}
        </Button>
      )}
    </li>
  );
}

function ClientForm({ client, onDone }: { client: OauthClient; onDone: () => void }) {
  const { t } = useTranslation();
  const { provider } = client;
  const [issuer, setIssuer] = useState(client.issuer ?? '');
  const [clientId, setClientId] = useState(client.clientId ?? '');
  const [clientSecret, setClientSecret] = useState('');
  const [scope, setScope] = useState(client.scope);
  const params = { path: { provider } };
  const done = async () => {
    await forgetMailOauth();
    onDone();
  };
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT('/api/v1/mail-oauth/{provider}', {
          params,
          body: { issuer, clientId, scope, ...(clientSecret === '' ? {} : { clientSecret }) },
        }),
      ),
    onSuccess: async () => {
      toast.ok(t('account.saved'));
      await done();
    },
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/mail-oauth/{provider}', { params })),
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const field = { required: true, withAsterisk: false, spellCheck: false } as const;
  return (
    <form className={page.form} onSubmit={submit} autoComplete="off" style={{ marginTop: '0.7rem' }}>
      <div className={css.two}>
        <TextInput
          name="clientId"
          {...field}
          label={t('account.provider.clientId')}
          value={clientId}
          onChange={(event) => setClientId(event.currentTarget.value)}
        />
        <PasswordInput
          name="clientSecret"
          label={t('account.provider.secret')}
          placeholder={client.ready ? t('account.provider.secretKept') : ''}
          autoComplete="off"
          value={clientSecret}
          onChange={(event) => setClientSecret(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        <TextInput
          name="issuer"
          {...field}
          type="url"
          label={t('account.provider.issuer')}
          description={t(`mailSignIn.issuerHint.${provider}`)}
          value={issuer}
          onChange={(event) => setIssuer(event.currentTarget.value.trim())}
        />
        <TextInput
          name="scope"
          label={t('mailSignIn.scope')}
          description={t('mailSignIn.scopeHint')}
          spellCheck={false}
          value={scope}
          onChange={(event) => setScope(event.currentTarget.value)}
        />
      </div>
      <FormProblem error={save.error ?? remove.error} />
      <div className={page.acts}>
        {client.ready && (
          <Button size="xs" variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('mailSignIn.remove')}
          </Button>
        )}
        <span style={{ flex: 1 }} />
        <Button size="xs" variant="default" onClick={onDone}>
          {t('act.cancel')}
        </Button>
        <Button type="submit" size="xs" loading={save.isPending}>
          {t('act.save')}
        </Button>
      </div>
    </form>
  );
}
