import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { asProblem } from '../api/problem.js';
import { meQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { currentLanguage } from '../i18n/i18n.js';
import { FormProblem } from './form-problem.js';
import { Gate } from './gate.js';
import css from './gate.module.css';

const shortestPassword = 10;

/** Where an invitation's link leads: one's own password, and straight in. */
export function Join() {
  const { t } = useTranslation();
  const router = useRouter();
  const { token } = useParams({ from: '/join/$token' });
  const path = { path: { token } };
  const [password, setPassword] = useState('');
  const join = useMutation({
    mutationFn: async (email: string) => {
      await take(api.POST('/api/v1/joining/{token}', { params: path, body: { password, locale: currentLanguage() } }));
      await take(api.POST('/api/v1/session', { body: { email, password } }));
    },
    onSuccess: () => {
      queryClient.clear();
      router.history.replace('/inbox');
    },
  });
  const invited = useQuery({
    queryKey: ['joining', token],
    queryFn: () => take(api.GET('/api/v1/joining/{token}', { params: path })),
    // Once they have come, the link is used: asking for it again would only be refused.
    enabled: join.isIdle,
    retry: false,
    staleTime: Infinity,
  });
  const used = invited.isError && asProblem(invited.error).code === 'invitation.used';
  // Whoever is signed in need not be told to.
  const { data: me } = useQuery({ ...meQuery, enabled: used, retry: false });
  if (invited.isPending) return <Gate title={t('join.title')} text={t('join.looking')} children={null} />;
  if (invited.isError) {
    const why = asProblem(invited.error).code;
    const signedIn = used && me !== undefined;
    return (
      <Gate title={t('join.closed')} text={used ? '' : t('join.closedText')}>
        <div className={css.form}>
          {signedIn && <p className={css.invited}>{t('join.usedInside', { name: me.name })}</p>}
          {why !== 'request.invalid' && !signedIn && <FormProblem error={invited.error} />}
          {/* To sign in, or straight to the inbox for whoever is signed in. */}
          <Button component={Link} to="/" variant="default">
            {t('join.onwards')}
          </Button>
        </div>
      </Gate>
    );
  }
  const { company, name, email } = invited.data;
  const short = password !== '' && password.length < shortestPassword;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!join.isPending) join.mutate(email);
  };
  return (
    <Gate title={t('join.welcome', { name })} text={t('join.text', { company })}>
      <form className={css.form} onSubmit={submit}>
        <p className={css.invited}>{t('join.signInWith', { email })}</p>
        <input type="hidden" name="email" autoComplete="username" value={email} />
        <PasswordInput
          name="password"
          label={t('join.password')}
          description={t('join.passwordHint', { count: shortestPassword })}
          error={short ? t('setUp.passwordShort', { count: shortestPassword - password.length }) : null}
          autoFocus
          required
          withAsterisk={false}
          minLength={shortestPassword}
          maxLength={1000}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        <FormProblem error={join.error} />
        <Button type="submit" loading={join.isPending} fullWidth>
          {t('join.enter')}
        </Button>
      </form>
    </Gate>
  );
}
