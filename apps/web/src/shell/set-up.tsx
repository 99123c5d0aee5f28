import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { timeZoneHere } from '../hours/time-zones.js';
import { currentLanguage } from '../i18n/i18n.js';
import { countryChoices, likelyCountry } from './countries.js';
import { FormProblem } from './form-problem.js';
import { Gate } from './gate.js';
import css from './gate.module.css';

const shortestPassword = 10;

/** The first page of a fresh installation: the printed code, the company, its owner; then straight in. */
export function SetUp() {
  const { t, i18n } = useTranslation();
  const router = useRouter();
  const [code, setCode] = useState('');
  const [company, setCompany] = useState('');
  const [country, setCountry] = useState(() => likelyCountry(navigator.languages));
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const setUp = useMutation({
    mutationFn: async () => {
      await take(
        api.POST('/api/v1/setup', {
          body: {
            code: code.trim(),
            company: {
              name: company.trim(),
              defaultCountry: country,
              timeZone: timeZoneHere(),
            },
            owner: { name: name.trim(), email: email.trim(), password },
            locale: currentLanguage(),
          },
        }),
      );
      return take(api.POST('/api/v1/session', { body: { email: email.trim(), password } }));
    },
    onSuccess: (answer) => {
      queryClient.clear();
      // A company that is new asks for nothing more than the password.
      if (!('step' in answer)) queryClient.setQueryData(keys.me, answer);
      router.history.replace('/set-up');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!setUp.isPending) setUp.mutate();
  };
  const short = password !== '' && password.length < shortestPassword;
  return (
    <Gate title={t('setUp.title')} text={t('setUp.text')} wide>
      <form className={css.form} onSubmit={submit}>
        <fieldset className={css.step}>
          <legend>
            <span aria-hidden>1</span>
            {t('setUp.codeStep')}
          </legend>
          <p>{t('setUp.codeHint')}</p>
          <TextInput
            name="code"
            aria-label={t('setUp.code')}
            placeholder={t('setUp.code')}
            required
            autoFocus
            autoComplete="one-time-code"
            spellCheck={false}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', letterSpacing: '0.06em' } }}
          />
        </fieldset>
        <fieldset className={css.step}>
          <legend>
            <span aria-hidden>2</span>
            {t('setUp.companyStep')}
          </legend>
          <TextInput
            name="company.name"
            label={t('setUp.companyName')}
            required
            withAsterisk={false}
            autoComplete="organization"
            maxLength={200}
            value={company}
            onChange={(event) => setCompany(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('setUp.country')}
            description={t('setUp.countryHint')}
            data={countryChoices(i18n.language)}
            value={country}
            onChange={(event) => setCountry(event.currentTarget.value)}
          />
        </fieldset>
        <fieldset className={css.step}>
          <legend>
            <span aria-hidden>3</span>
            {t('setUp.ownerStep')}
          </legend>
          <TextInput
            name="owner.name"
            label={t('setUp.ownerName')}
            required
            withAsterisk={false}
            autoComplete="name"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            name="owner.email"
            label={t('signIn.email')}
            type="email"
            required
            withAsterisk={false}
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            name="owner.password"
            label={t('signIn.password')}
            description={t('setUp.passwordHint', { count: shortestPassword })}
            error={short ? t('setUp.passwordShort', { count: shortestPassword - password.length }) : null}
            required
            withAsterisk={false}
            minLength={shortestPassword}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          />
        </fieldset>
        <FormProblem error={setUp.error} />
        <Button type="submit" loading={setUp.isPending}>
          {t('setUp.finish')}
        </Button>
      </form>
    </Gate>
  );
}
