import { Button, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { browserHasPasskeys, signWithPasskey } from '../account/passkey.js';
import { api, take, type Schemas } from '../api/client.js';
import { FormProblem } from './form-problem.js';
import { Gate } from './gate.js';
import css from './gate.module.css';

interface Props {
  half: Schemas['SecondStep'];
  onEntered: (me: Schemas['Me']) => void;
  /** The half sign-in is over, or not wanted: from the beginning. */
  onAgain: () => void;
}

/** The second half of a sign-in: the code of the app, or a recovery code where the app is lost. */
export function SecondStep({ half, onEntered, onAgain }: Props) {
  const { t } = useTranslation();
  const [recovery, setRecovery] = useState(!half.means.includes('code'));
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const finish = useMutation({
    mutationFn: (given: string) =>
      take(api.POST('/api/v1/session/second-factor', { body: { challenge: half.challenge, code: given } })),
    onSuccess: onEntered,
    // The next code is typed over it.
    onError: () => field.current?.select(),
  });
  const byPasskey = useMutation({
    mutationFn: async () => {
      const { challenge } = half;
      const { options } = await take(
        api.POST('/api/v1/session/second-factor/passkey/options', { body: { challenge } }),
      );
      const response = await signWithPasskey(options);
      return take(api.POST('/api/v1/session/second-factor/passkey', { body: { challenge, response } }));
    },
    onSuccess: onEntered,
  });
  const passkey = half.means.includes('passkey') && browserHasPasskeys();
  const send = (given: string) => {
    if (!finish.isPending && given.trim() !== '') finish.mutate(given);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(code);
  };
  const type = (given: string) => {
    setCode(given);
    // Six digits are whole: nobody has to press Enter.
    if (!recovery && /^\d{6}$/.test(given.replaceAll(/\s/g, ''))) send(given);
  };
  const over = [finish.error, byPasskey.error].some((error) => error?.code === 'second-factor.step-over');
  // No next code comes to wait for, as one of the app does.
  const wrongRecovery = recovery && finish.error?.code === 'second-factor.code-wrong';
  return (
    <Gate title={t('account.second.title')} text={t(recovery ? 'account.second.recoveryText' : 'account.second.text')}>
      <form className={css.form} onSubmit={submit}>
        {!over && (
          <TextInput
            ref={field}
            name="code"
            key={String(recovery)}
            label={t(recovery ? 'account.recoveryCode' : 'account.code')}
            autoFocus
            required
            withAsterisk={false}
            autoComplete="one-time-code"
            inputMode={recovery ? 'text' : 'numeric'}
            spellCheck={false}
            maxLength={40}
            value={code}
            onChange={(event) => type(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', letterSpacing: '0.08em' } }}
          />
        )}
        <FormProblem error={wrongRecovery ? null : (finish.error ?? byPasskey.error)} />
        {wrongRecovery && (
          <p className={css.error} role="alert">
            {t('account.second.recoveryWrong')}
          </p>
        )}
        {over ? (
          <Button fullWidth onClick={onAgain}>
            {t('account.second.again')}
          </Button>
        ) : (
          <>
            <Button type="submit" loading={finish.isPending} fullWidth>
              {t('signIn.enter')}
            </Button>
            {passkey && (
              <Button
                variant="default"
                fullWidth
                leftSection={<IconFingerprint size={17} aria-hidden />}
                loading={byPasskey.isPending}
                onClick={() => byPasskey.mutate()}
              >
                {t('account.passkeys.use')}
              </Button>
            )}
            {half.means.includes('recovery') && half.means.includes('code') && (
              <Button
                variant="subtle"
                fullWidth
                onClick={() => {
                  setRecovery(!recovery);
                  setCode('');
                  finish.reset();
                }}
              >
                {t(recovery ? 'account.second.byApp' : 'account.second.byRecovery')}
              </Button>
            )}
            <Button variant="subtle" color="gray" fullWidth onClick={onAgain}>
              {t('account.second.other')}
            </Button>
          </>
        )}
      </form>
    </Gate>
  );
}
