import { Button, NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import css from './account.module.css';
import { providerQuery } from './queries.js';

type View = Schemas['SignInProvider'];
type Settings = NonNullable<View['settings']>;

const fresh: Settings = {
  ...{ enabled: false, name: '', issuer: '', clientId: '', domain: null, passwords: 'everyone', secondFactor: false },
};

/** The company's own provider of identities; set up by the owner. */
export function ProviderSection() {
  const { t } = useTranslation();
  const { data } = useQuery(providerQuery);
  return (
    <section className={page.section} aria-label={t('account.provider.title')}>
      <h2>{t('account.provider.title')}</h2>
      <p>{t('account.provider.text')}</p>
      {data !== undefined && <ProviderForm view={data} />}
    </section>
  );
}

function ProviderForm({ view }: { view: View }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(view.settings !== null);
  const [settings, setSettings] = useState<Settings>(view.settings ?? fresh);
  const [clientSecret, setClientSecret] = useState('');
  const save = useMutation({
    mutationFn: () => {
      const domain = settings.domain?.trim() ?? '';
      const body = { ...settings, domain: domain === '' ? null : domain };
      return take(
        api.PUT('/api/v1/sign-in-provider', { body: clientSecret === '' ? body : { ...body, clientSecret } }),
      );
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.signInProvider, saved);
      setClientSecret('');
      toast.ok(t('account.saved'));
    },
  });
  const change = (part: Partial<Settings>) => setSettings({ ...settings, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  if (!open)
    return (
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {t('account.provider.setUp')}
      </Button>
    );
  const field = { required: true, withAsterisk: false, spellCheck: false } as const;
  return (
    <form className={css.form} onSubmit={submit} autoComplete="off">
      <p className={css.text}>
        {t('account.provider.redirect')} <code className={css.uri}>{view.redirectUri}</code>
      </p>
      <div className={css.two}>
        <TextInput
          name="name"
          {...field}
          label={t('account.provider.name')}
          description={t('account.provider.nameHint')}
          maxLength={60}
          value={settings.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          name="issuer"
          {...field}
          label={t('account.provider.issuer')}
          description={t('account.provider.issuerHint')}
          type="url"
          placeholder="https://accounts.google.com"
          value={settings.issuer}
          onChange={(event) => change({ issuer: event.currentTarget.value.trim() })}
        />
        <TextInput
          name="clientId"
          {...field}
          label={t('account.provider.clientId')}
          value={settings.clientId}
          onChange={(event) => change({ clientId: event.currentTarget.value })}
        />
        <PasswordInput
          name="clientSecret"
          label={t('account.provider.secret')}
          placeholder={view.hasSecret ? t('account.provider.secretKept') : ''}
          autoComplete="off"
          value={clientSecret}
          onChange={(event) => setClientSecret(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        <TextInput
          name="domain"
          label={t('account.provider.domain')}
          description={t('account.provider.domainHint')}
          placeholder="company.com"
          spellCheck={false}
          value={settings.domain ?? ''}
          onChange={(event) => change({ domain: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('account.provider.passwords')}
          description={t('account.provider.passwordsHint')}
          data={(['everyone', 'owners'] as const).map((value) => ({
            value,
            label: t(`account.provider.passwordsFor.${value}`),
          }))}
          value={settings.passwords}
          onChange={(event) => change({ passwords: event.currentTarget.value as Settings['passwords'] })}
        />
      </div>
      <Switch
        label={t('account.provider.secondFactor')}
        description={t('account.provider.secondFactorHint')}
        checked={settings.secondFactor}
        onChange={(event) => change({ secondFactor: event.currentTarget.checked })}
      />
      <Switch
        label={t('account.provider.enabled')}
        description={t('account.provider.enabledHint')}
        checked={settings.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
      <FormProblem error={save.error} />
      <Button type="submit" size="xs" loading={save.isPending}>
        {t('act.save')}
      </Button>
    </form>
  );
}
