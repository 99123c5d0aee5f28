import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { choose, currentLanguage } from '../i18n/i18n.js';
import { isLanguage, languages, type Language } from '../i18n/language.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import css from './account.module.css';

/** My name, as colleagues and clients read it, and the language of my page. */
export function Profile() {
  const { t } = useTranslation();
  const me = useMe();
  const [name, setName] = useState(me.name);
  const [locale, setLocale] = useState<Language>(currentLanguage);
  const save = useMutation({
    mutationFn: () => take(api.PATCH('/api/v1/me', { body: { name: name.trim(), locale } })),
    onSuccess: async (changed) => {
      queryClient.setQueryData(keys.me, changed);
      await choose(locale);
      void queryClient.invalidateQueries({ queryKey: keys.employees });
      toast.ok(t('account.saved'));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <section className={page.section}>
      <h2>{t('account.profile')}</h2>
      <p>
        {me.email} · {t(`people.role.${me.role}`)}
        {me.team !== null && ` · ${me.team.name}`}
      </p>
      <form className={css.form} onSubmit={submit}>
        <div className={page.pair}>
          <TextInput
            name="name"
            label={t('account.name')}
            required
            withAsterisk={false}
            maxLength={200}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('shell.language')}
            data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
            value={locale}
            onChange={({ currentTarget: { value } }) => {
              if (isLanguage(value)) setLocale(value);
            }}
          />
        </div>
        <FormProblem error={save.error} />
        <Button type="submit" size="xs" loading={save.isPending}>
          {t('act.save')}
        </Button>
      </form>
    </section>
  );
}
