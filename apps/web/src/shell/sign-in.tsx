import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Problem } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from './form-problem.js';
import { Gate } from './gate.js';
import css from './gate.module.css';
import { nextPage } from './next-page.js';

export function SignIn() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => take(api.POST('/api/v1/session', { body: { email: email.trim(), password } })),
    onSuccess: (me) => {
      queryClient.clear();
      queryClient.setQueryData(keys.me, me);
      router.history.replace(nextPage(next));
    },
    onError: (problem: Problem) => {
      if (!problem.isNetwork) setPassword('');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate();
  };
  return (
    <Gate title={t('signIn.title')} text={next === undefined ? t('signIn.text') : t('signIn.again')}>
      <form className={css.form} onSubmit={submit}>
        <TextInput
          label={t('signIn.email')}
          type="email"
          name="email"
          autoComplete="username"
          inputMode="email"
          autoFocus
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        <FormProblem error={signIn.error} />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          {t('signIn.enter')}
        </Button>
      </form>
    </Gate>
  );
}
