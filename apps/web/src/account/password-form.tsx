import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import css from './account.module.css';

const shortestPassword = 10;

/** My own password: the old one is asked for, and whoever else is signed in with it is out. */
export function PasswordForm() {
  const { t } = useTranslation();
  const me = useMe();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const change = useMutation({
    mutationFn: () => take(api.POST('/api/v1/me/password', { body: { old, new: fresh } })),
    onSuccess: () => {
      setOld('');
      setFresh('');
      toast.ok(t('account.passwordChanged'));
      return queryClient.invalidateQueries({ queryKey: keys.mySessions });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  const missing = fresh === '' ? 0 : Math.max(0, shortestPassword - fresh.length);
  const eye = { 'aria-label': t('signIn.showPassword') };
  return (
    <section className={page.section}>
      <h2>{t('account.password')}</h2>
      <p>{t('account.passwordText')}</p>
      <form className={css.form} onSubmit={submit}>
        <input type="text" name="username" autoComplete="username" value={me.email} readOnly hidden />
        <div className={page.pair}>
          <PasswordInput
            name="old"
            label={t('account.oldPassword')}
            required
            withAsterisk={false}
            autoComplete="current-password"
            value={old}
            onChange={(event) => setOld(event.currentTarget.value)}
            visibilityToggleButtonProps={eye}
          />
          <PasswordInput
            name="new"
            label={t('account.newPassword')}
            required
            withAsterisk={false}
            minLength={shortestPassword}
            autoComplete="new-password"
            error={missing > 0 ? t('setUp.passwordShort', { count: missing }) : null}
            value={fresh}
            onChange={(event) => setFresh(event.currentTarget.value)}
            visibilityToggleButtonProps={eye}
          />
        </div>
        <FormProblem error={change.error} />
        <Button type="submit" size="xs" variant="default" loading={change.isPending}>
          {t('account.changePassword')}
        </Button>
      </form>
    </section>
  );
}
