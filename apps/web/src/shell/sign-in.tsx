import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconBuilding, IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { browserHasPasskeys, signWithPasskey } from '../account/passkey.js';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { waysInQuery } from '../api/queries.js';
import { Problem } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import { speakFully } from '../i18n/i18n.js';
import { FormProblem } from './form-problem.js';
import { Gate } from './gate.js';
import css from './gate.module.css';
import { nextPage } from './next-page.js';

/** With the texts that only it says. */
const SecondStep = lazy(async () => {
  await speakFully();
  return { default: (await import('./second-step.js')).SecondStep };
});

/** What the company's own provider vouches for may need a second half: it came behind the #, which no server and no log gets to see. */
function halfFromProvider(): Schemas['SecondStep'] | null {
  const came = new URLSearchParams(window.location.hash.slice(1));
  const [challenge, means] = [came.get('half'), came.get('means')?.split(',') ?? []];
  if (challenge === null) return null;
  const known = (['code', 'passkey', 'recovery'] as const).filter((each) => means.includes(each));
  return { step: 'second-factor', challenge, means: known };
}

export function SignIn() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next, refused } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [half, setHalf] = useState(halfFromProvider);
  const enter = (me: Schemas['Me']) => {
    queryClient.clear();
    queryClient.setQueryData(keys.me, me);
    router.history.replace(nextPage(next));
  };
  const signIn = useMutation({
    mutationFn: () => take(api.POST('/api/v1/session', { body: { email: email.trim(), password } })),
    onSuccess: (answer) => {
      if (!('step' in answer)) return enter(answer);
      if (answer.step === 'second-factor') return setHalf(answer);
      return router.navigate({ to: '/enrol', search: next === undefined ? {} : { next }, replace: true });
    },
    onError: (problem: Problem) => {
      // What is refused seldom has its words among the later texts.
      if (problem.code !== 'session.refused') void speakFully();
      if (!problem.isNetwork) setPassword('');
    },
  });
  const { data: ways } = useQuery(waysInQuery);
  const byPasskey = useMutation({
    mutationFn: async () => {
      // Whatever the refusal, its words are on the second half of the texts.
      await speakFully();
      const { challenge, options } = await take(api.POST('/api/v1/session/passkey/options'));
      const response = await signWithPasskey(options);
      return take(api.POST('/api/v1/session/passkey', { body: { challenge, response } }));
    },
    onSuccess: enter,
  });
  const byProvider = useMutation({
    mutationFn: async () => {
      await speakFully();
      return take(api.POST('/api/v1/session/provider', { body: next === undefined ? {} : { next } }));
    },
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const elsewhere = refused === undefined || !signIn.isIdle ? null : new Problem(403, refused);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate();
  };
  const again = () => {
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    setHalf(null);
    setPassword('');
    signIn.reset();
  };
  if (half !== null)
    return (
      <Suspense>
        <SecondStep half={half} onEntered={enter} onAgain={again} />
      </Suspense>
    );
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
        <FormProblem error={signIn.error ?? byPasskey.error ?? byProvider.error ?? elsewhere} />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          {t('signIn.enter')}
        </Button>
        {ways?.passkeys === true && browserHasPasskeys() && (
          <Button
            variant="default"
            fullWidth
            leftSection={<IconFingerprint size={17} aria-hidden />}
            loading={byPasskey.isPending}
            onClick={() => byPasskey.mutate()}
          >
            {t('signIn.byPasskey')}
          </Button>
        )}
        {ways?.provider != null && (
          <Button
            variant="default"
            fullWidth
            leftSection={<IconBuilding size={17} aria-hidden />}
            loading={byProvider.isPending || byProvider.isSuccess}
            onClick={() => byProvider.mutate()}
          >
            {t('signIn.byProvider', { name: ways.provider })}
          </Button>
        )}
      </form>
    </Gate>
  );
}
