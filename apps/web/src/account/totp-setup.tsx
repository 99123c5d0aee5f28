import { Button, CopyButton, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { FormProblem } from '../shell/form-problem.js';
import css from './account.module.css';
import { PasswordAgain } from './password-again.js';

const QrPicture = lazy(async () => ({ default: (await import('../shell/qr-picture.js')).QrPicture }));

interface Props {
  /** The session is fresh: the password need not be said again. */
  fresh: boolean;
  onDone: (recoveryCodes: string[]) => void;
  onCancel?: () => void;
}

/** An authenticator app gets its secret by picture or by hand, and shows that it has it. */
export function TotpSetup({ fresh, onDone, onCancel }: Props) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const offer = useMutation({
    mutationFn: () => take(api.POST('/api/v1/me/second-factor/totp', { body: fresh ? {} : { password } })),
  });
  const confirm = useMutation({
    mutationFn: () => take(api.POST('/api/v1/me/second-factor/totp/confirm', { body: { code } })),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
    // The next code is typed over it.
    onError: () => field.current?.select(),
  });
  const ask = offer.mutate;
  useEffect(() => {
    if (fresh) ask();
  }, [fresh, ask]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (offer.data === undefined) offer.mutate();
    else confirm.mutate();
  };
  const cancel = onCancel !== undefined && (
    <Button size="xs" variant="default" onClick={onCancel}>
      {t('act.cancel')}
    </Button>
  );
  if (offer.data === undefined)
    return (
      <form className={css.form} onSubmit={submit}>
        {!fresh && <PasswordAgain autoFocus value={password} onChange={setPassword} />}
        <FormProblem error={offer.error} />
        <div className={css.acts}>
          <Button size="xs" type="submit" loading={offer.isPending}>
            {t('account.next')}
          </Button>
          {cancel}
        </div>
      </form>
    );
  const { secret, uri } = offer.data;
  return (
    <form className={css.form} onSubmit={submit}>
      <ol className={css.steps}>
        <li>{t('account.totp.scan')}</li>
        <li>{t('account.totp.enter')}</li>
      </ol>
      <div className={css.offer}>
        <div className={css.qr}>
          <Suspense>
            <QrPicture text={uri} label={t('account.totp.qr')} />
          </Suspense>
        </div>
        <div>
          <p>{t('account.totp.byHand')}</p>
          <code className={css.secret}>{secret.match(/.{1,4}/g)?.join(' ')}</code>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy}>
                {t(copied ? 'account.copied' : 'account.copy')}
              </Button>
            )}
          </CopyButton>
        </div>
      </div>
      <TextInput
        ref={field}
        name="code"
        label={t('account.code')}
        autoFocus
        required
        withAsterisk={false}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={10}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', letterSpacing: '0.08em' } }}
      />
      <FormProblem error={confirm.error} />
      <div className={css.acts}>
        <Button size="xs" type="submit" loading={confirm.isPending}>
          {t('account.totp.turnOn')}
        </Button>
        {cancel}
      </div>
    </form>
  );
}
